using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Hatago.Tests.Mcp.Fuzzing;

/// <summary>Whatever is sent to <c>/mcp</c> is answered, or hung up on, as something that its sender did.</summary>
public sealed class FuzzTests
{
    private const int Clients = 100;
    private const int RequestsOfEach = 100;
    private const int AtOnce = 32;

    /// <summary>The same unless another is asked for: a test that fails now and then by its dice tells nothing about a change.</summary>
    private static readonly int Seed = int.Parse(Environment.GetEnvironmentVariable("FUZZ_SEED") ?? "20260728", CultureInfo.InvariantCulture);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ten_thousand_mutated_requests_are_no_mistake_of_the_server()
    {
        await using var app = await HatagoApp.StartAsync(new PluginsFolder().AddHello().AddFixture().AddConformance(), ("LOG_LEVEL", "warn"));
        var (problems, results) = (new List<string>(), 0);

        await Parallel.ForEachAsync(Enumerable.Range(0, Clients), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Cancellation }, async (client, cancellation) =>
        {
            var fuzzed = new FuzzedClient(app.Http.BaseAddress!, unchecked((Seed * 1_000_003) + client));
            var found = await fuzzed.RunAsync(RequestsOfEach, cancellation);
            lock (problems)
            {
                problems.AddRange(found);
                results += fuzzed.Results;
            }
        });

        Assert.True(problems.Count == 0, $"FUZZ_SEED={Seed} shows {problems.Count}:\n{string.Join("\n\n", problems.Take(10))}");
        Assert.InRange(results, Clients * RequestsOfEach / 10, int.MaxValue); // What is refused at the door tests only the door.
        var errors = app.Logs.GetSnapshot()
            .Where(record => record.Level >= LogLevel.Error && record.Id.Name != "CallLeftBehind") // A cancelled call that got no thread within a second: a full machine.
            .Select(record => $"{record.Message} {record.Exception}").ToArray();
        Assert.True(errors.Length == 0, $"FUZZ_SEED={Seed} logs {errors.Length} errors:\n{string.Join("\n", errors.Take(10))}");
        await Eventually.GetAsync(
            async () => (await app.CallAsync("concurrency.status", null, Cancellation))["result"]!["structuredContent"]!["active_requests"]!.GetValue<int>(), active => active == 0, Cancellation);
        Assert.StartsWith("Hello Hatago!", (await app.CallAsync("hello.hatago", null, Cancellation))["result"]!["content"]![0]!["text"]!.GetValue<string>());
    }
}
