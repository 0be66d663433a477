using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace Hatago.Tests.Drills;

/// <summary>
/// A well-behaved client is served while others attack, and afterwards the server is as before. How much slower it gets meanwhile is measured in
/// <c>benchmarks/hostile</c>.
/// </summary>
[Collection(Alone.Name)]
public sealed class HostileClientsDrill
{
    /// <summary>What many systems give a process; the server itself has some 320 open.</summary>
    private const int Files = 1_024;

    /// <summary>Kilobytes that attacks may take: buffers of hundreds of connections, and bodies of megabytes until they are read.</summary>
    private const int Bounded = 300 * 1024;

    private static readonly TimeSpan Attack = TimeSpan.FromSeconds(4);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(nameof(HostileClients.SlowHeadersAsync))]
    [InlineData(nameof(HostileClients.SlowBodyAsync))]
    [InlineData(nameof(HostileClients.IdleAsync))]
    [InlineData(nameof(HostileClients.ManyHeadersAsync))]
    [InlineData(nameof(HostileClients.DeepJsonAsync))]
    [InlineData(nameof(HostileClients.HugeBatchAsync))]
    [InlineData(nameof(HostileClients.InvalidUtf8Async))]
    public Task Others_are_served(string attack) => RunAsync(attack, HttpVersion.Version11);

    [Fact]
    public Task Others_are_served_over_http_2() => RunAsync(nameof(HostileClients.RapidResetAsync), HttpVersion.Version20, ("Kestrel__EndpointDefaults__Protocols", "Http2"));

    private static async Task RunAsync(string attack, Version version, params (string Name, string Value)[] settings)
    {
        using var plugins = new PluginsFolder().AddHello();
        var server = new Uri($"http://127.0.0.1:{Ports.NextFree()}");
        await using var process = new ConsoleProcess(
            "prlimit", [$"--nofile={Files}:{Files}", "dotnet", Repository.Server],
            [
                ("PORT", server.Port.ToString(CultureInfo.InvariantCulture)), ("HOSTNAME", "127.0.0.1"), ("DOTNET_ENVIRONMENT", "Development"), ("LOG_LEVEL", "warn"), ("LOG_FORMAT", "json"),
                ("HATAGO_PLUGINS_DIR", plugins.Path), .. settings,
            ]);
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1 }) { BaseAddress = server, DefaultRequestVersion = version, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        await Eventually.GetAsync(() => IsServedAsync(http), served => served || process.HasExited, Cancellation);
        var before = Memory(process);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var attacking = (Task)typeof(HostileClients).GetMethod(attack)!.Invoke(null, [server, stop.Token])!;
        var (calls, begun, most) = (0, Stopwatch.StartNew(), before);
        while (begun.Elapsed < Attack)
        {
            Assert.True(await IsServedAsync(http), $"call {calls} was not answered; the server said: {string.Join('\n', process.Output)}");
            (calls, most) = (calls + 1, Math.Max(most, Memory(process)));
        }

        await stop.CancelAsync();
        await attacking;

        TestContext.Current.SendDiagnosticMessage($"{attack}: {calls} calls, memory from {before} to {most} kB");
        Assert.False(process.HasExited);
        Assert.InRange(most - before, int.MinValue, Bounded);
        Assert.DoesNotContain(process.Output, line => line.Contains("\"level\":3", StringComparison.Ordinal) && line.Contains("\"component\":\"hatago-core\"", StringComparison.Ordinal)
            && !line.Contains("\"status\":503", StringComparison.Ordinal)); // 503: while it started.
        Assert.Equal(version == HttpVersion.Version20, process.Output.Any(line => line.Contains("HTTP/2 connection exceeded", StringComparison.Ordinal))); // Kestrel ends who resets too fast.
        using var other = new HttpClient { BaseAddress = server, DefaultRequestVersion = version, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        await Eventually.GetAsync(() => IsServedAsync(other), served => served, Cancellation); // Over a connection that is new.
        await Eventually.GetAsync(() => ActiveAsync(other), active => active == 0, Cancellation);
    }

    private static async Task<bool> IsServedAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.PostAsync(new Uri("/mcp", UriKind.Relative), new StringContent(HatagoApp.Call("hello.hatago")), Cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<int> ActiveAsync(HttpClient http)
    {
        using var answer = await http.PostAsync(new Uri("/mcp", UriKind.Relative), new StringContent(HatagoApp.Call("concurrency.status")), Cancellation);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!["result"]!["structuredContent"]!["active_requests"]!.GetValue<int>();
    }

    private static int Memory(ConsoleProcess process)
    {
        var line = File.ReadLines($"/proc/{process.Id}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
