using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using LogEntries;

var job = Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance);
BenchmarkRunner.Run<LogEntry>(DefaultConfig.Instance.AddJob(args.Contains("--long") ? Job.Default.WithToolchain(InProcessEmitToolchain.Instance) : job));
