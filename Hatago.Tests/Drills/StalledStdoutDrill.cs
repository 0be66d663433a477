using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Hatago.Tests.Drills;

/// <summary>Nobody reads the server's stdout for half a minute, under load.</summary>
[Collection(Alone.Name)]
public sealed class StalledStdoutDrill
{
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_call_waits_memory_is_bounded_and_the_drops_are_counted_and_told_afterwards()
    {
        using var plugins = new PluginsFolder().AddHello().AddFixture();
        var port = Ports.NextFree();
        var start = new ProcessStartInfo("dotnet", [Repository.Server]) { RedirectStandardOutput = true, WorkingDirectory = Path.GetTempPath() };
        foreach (var (name, value) in new[] { ("PORT", port.ToString(CultureInfo.InvariantCulture)), ("HOSTNAME", "127.0.0.1"), ("DOTNET_ENVIRONMENT", "Development"), ("LOG_FORMAT", "json"), ("LOG_LEVEL", "debug"), ("HATAGO_PLUGINS_DIR", plugins.Path) })
            start.Environment[name] = value;
        using var server = Process.Start(start)!;
        try
        {
            using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(5) };
            await Eventually.GetAsync(() => IsReadyAsync(http), ready => ready, Cancellation);
            var memory = Memory(server);
            var begun = Stopwatch.StartNew();
            var (calls, slowest) = (0, TimeSpan.Zero);

            while (begun.Elapsed < Stall || await DroppedAsync(http) == 0)
            {
                await Parallel.ForAsync(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Cancellation }, async (_, cancellation) =>
                {
                    var call = Stopwatch.StartNew();
                    using var answer = await http.PostAsync(new Uri("/mcp", UriKind.Relative), new StringContent(HatagoApp.Call("fixture.greet", new { name = "you" })), cancellation);
                    Assert.True(answer.IsSuccessStatusCode);
                    Interlocked.Increment(ref calls);
                    lock (server)
                        slowest = slowest > call.Elapsed ? slowest : call.Elapsed;
                });
            }

            var (dropped, grown) = (await DroppedAsync(http), Memory(server) - memory);
            var told = await Task.Run(() => ToldAsync(server.StandardOutput, dropped * 0.99), Cancellation).WaitAsync(Eventually.Deadline, TimeProvider.System, Cancellation);

            TestContext.Current.SendDiagnosticMessage("{0} calls, the slowest {1} ms, {2} entries dropped, {3} MiB more memory", calls, slowest.TotalMilliseconds, dropped, grown / 1024 / 1024);
            Assert.True(slowest < TimeSpan.FromSeconds(2), $"a call took {slowest}");
            Assert.True(dropped > 1_000, $"{dropped} dropped");
            Assert.True(grown < 300L * 1024 * 1024, $"{grown} bytes more memory");
            Assert.InRange(told, dropped * 0.99, await DroppedAsync(http));
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static long Memory(Process server)
    {
        server.Refresh();
        return server.WorkingSet64;
    }

    /// <summary>Reads until the warnings have told of so many drops: there may be one from before the stall.</summary>
    private static async Task<double> ToldAsync(StreamReader output, double atLeast)
    {
        var told = 0.0;
        while (told < atLeast)
        {
            var line = await output.ReadLineAsync(Cancellation) ?? throw new InvalidOperationException($"The output ended, having told of {told} entries that are missing in it.");
            if (!line.Contains("log entries were not written", StringComparison.Ordinal))
                continue;

            var warning = JsonNode.Parse(line)!;
            Assert.Equal(2, (int)warning["level"]!);
            told += (double)warning["meta"]!["dropped"]!;
        }

        return told;
    }

    private static async Task<double> DroppedAsync(HttpClient http)
    {
        var metrics = await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation);
        return metrics.Split('\n').Where(line => line.StartsWith("hatago_log_dropped_total{", StringComparison.Ordinal)).Sum(line => double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
    }

    private static async Task<bool> IsReadyAsync(HttpClient http)
    {
        try
        {
            return (await http.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancellation)).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // It does not listen yet.
        }
    }
}
