namespace Hatago.Tests.Guarding;

public sealed class BulkheadTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_beyond_a_plugins_own_limit_is_refused_and_the_other_plugin_is_not_touched()
    {
        using var folder = new TemporaryFolder();
        var release = Path.Combine(folder.Path, "release");
        await using var app = await HatagoApp.StartAsync(new PluginsFolder().AddHello().AddFixture(change: manifest => manifest["maxConcurrency"] = 2));
        var running = Enumerable.Range(0, 2).Select(_ => app.CallAsync("fixture.hold", new { file = release }, Cancellation)).ToArray();
        await app.FixtureCalledAsync(2, Cancellation);

        var refused = (await app.CallAsync("fixture.count", null, Cancellation))["result"]!;
        var other = (await app.CallAsync("hello.hatago", null, Cancellation))["result"]!;
        await File.WriteAllTextAsync(release, "", Cancellation);

        Assert.Equal("overload", refused["structuredContent"]!["reason"]!.GetValue<string>());
        Assert.Contains("at its limit of 2 calls", refused["content"]![0]!["text"]!.GetValue<string>());
        Assert.Null(other["isError"]?.GetValue<bool>() is true ? "error" : null);
        Assert.All(await Task.WhenAll(running), answer => Assert.NotEqual(true, answer["result"]!["isError"]?.GetValue<bool>()));
        await app.MetricAsync("""hatago_errors_total{code="200",endpoint="/mcp",reason="overload"} 1""", Cancellation);
        Assert.Equal("3", (await app.CallAsync("fixture.count", null, Cancellation))["result"]!["content"]![0]!["text"]!.GetValue<string>());
    }
}
