using System.Net;
using System.Net.Sockets;
using Hatago.PluginSdk.Signing;
using Hatago.Tests.Signing;

namespace Hatago.Tests.Draining;

/// <summary>A process from its signal to its end.</summary>
public sealed class ShutdownTests
{
    private const int Sigint = 2;

    private static readonly Uri Mcp = new("/mcp", UriKind.Relative);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_serves_until_load_balancers_have_noticed_then_refuses_lets_calls_finish_and_exits_0(bool terminate)
    {
        using var folder = new TemporaryFolder();
        var release = Path.Combine(folder.Path, "release");
        using var key = SigningKey.Generate(SignatureAlgorithms.Ed25519);
        using var trust = new TrustFolder().Trust(key.Public);
        using var plugins = await new PluginsFolder().AddHello().AddFixture().SignAsync(key);
        await using var server = Start(plugins, ("HATAGO_SHUTDOWN_DELAY_MS", "1500"), ("NODE_ENV", "production"), ("HATAGO_TRUST_DIR", trust.Path));
        using var http = await server.ReadyAsync(Cancellation);
        var running = PostAsync(http, "fixture.hold", new { file = release });
        await WaitForCallAsync(http);

        if (terminate)
            Signals.Terminate(server.Id);
        else
            Signals.Send(server.Id, Sigint);
        await Eventually.GetAsync(() => GetAsync(http, "/health/ready"), answer => answer.StatusCode == HttpStatusCode.ServiceUnavailable, Cancellation);
        var served = await PostAsync(http, "hello.hatago");
        var noWayBack = await http.DeleteAsync(new Uri("/drain", UriKind.Relative), Cancellation);
        var refused = await Eventually.GetAsync(() => PostAsync(http, "hello.hatago"), answer => answer.StatusCode == HttpStatusCode.ServiceUnavailable, Cancellation);
        var alive = await GetAsync(http, "/health/live");
        await File.WriteAllTextAsync(release, "", Cancellation);

        Assert.Equal((HttpStatusCode.OK, true), (served.StatusCode, served.Headers.ConnectionClose));
        Assert.Equal(HttpStatusCode.Conflict, noWayBack.StatusCode);
        Assert.Equal("1", refused.Headers.RetryAfter!.ToString());
        Assert.Contains("\"code\":-32000", await refused.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
        Assert.Contains("\"text\":\"1\"", await (await running).Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(0, await server.ExitAsync(Cancellation));
        Assert.Contains(server.Output, line => line.Contains("Nothing in flight; stopping", StringComparison.Ordinal)); // Flushed.
    }

    [Fact]
    public async Task A_connection_that_lies_idle_in_a_clients_pool_is_closed_before_its_next_request_would_be_refused()
    {
        using var folder = new TemporaryFolder();
        var release = Path.Combine(folder.Path, "release");
        using var plugins = new PluginsFolder().AddFixture();
        await using var server = Start(plugins, ("HATAGO_SHUTDOWN_DELAY_MS", "1000"));
        using var http = await server.ReadyAsync(Cancellation);
        using var idle = new TcpClient();
        await idle.ConnectAsync(IPAddress.Loopback, server.Address.Port, Cancellation);
        await idle.GetStream().WriteAsync("HEAD /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), Cancellation);
        using var answers = new StreamReader(idle.GetStream());
        while (await answers.ReadLineAsync(Cancellation) is { Length: > 0 } header)
            Assert.DoesNotContain("close", header, StringComparison.OrdinalIgnoreCase);
        var running = PostAsync(http, "fixture.hold", new { file = release });
        await WaitForCallAsync(http);

        Signals.Terminate(server.Id);

        Assert.Null(await answers.ReadLineAsync(Cancellation).AsTask().WaitAsync(Eventually.Deadline, TimeProvider.System, Cancellation));
        Assert.False(running.IsCompleted);
        await File.WriteAllTextAsync(release, "", Cancellation);
        Assert.Equal(HttpStatusCode.OK, (await running).StatusCode);
        Assert.Equal(0, await server.ExitAsync(Cancellation));
    }

    [Fact]
    public async Task When_its_time_is_over_it_cancels_what_is_left_names_it_tells_the_client_and_exits_1()
    {
        using var plugins = new PluginsFolder().AddFixture();
        await using var server = Start(plugins, ("GRACEFUL_TIMEOUT_MS", "500"));
        using var http = await server.ReadyAsync(Cancellation);
        var running = PostAsync(http, "fixture.stuck", new { block = true });
        await WaitForCallAsync(http);

        Signals.Terminate(server.Id);

        Assert.Contains("\"reason\":\"draining\"", await (await running).Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(1, await server.ExitAsync(Cancellation, TimeSpan.FromSeconds(10)));
        Assert.Contains(server.Output, line => line.Contains("Call of fixture.stuck in plugin fixture cancelled", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_call_in_the_queue_is_answered_when_the_time_is_over()
    {
        using var plugins = new PluginsFolder().AddFixture();
        await using var server = Start(plugins, ("GRACEFUL_TIMEOUT_MS", "500"), ("HATAGO_MAX_CONCURRENCY", "1"));
        using var http = await server.ReadyAsync(Cancellation);
        var running = PostAsync(http, "fixture.wait");
        await WaitForCallAsync(http);
        var queued = PostAsync(http, "fixture.count");
        await Eventually.GetAsync(() => http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation), metrics => metrics.Contains("hatago_queue_length{} 1", StringComparison.Ordinal), Cancellation);

        Signals.Terminate(server.Id);

        var answers = await Task.WhenAll(running, queued);
        Assert.Equal(1, await server.ExitAsync(Cancellation, TimeSpan.FromSeconds(10)));
        Assert.Equal(HttpStatusCode.OK, answers[0].StatusCode);
        Assert.NotEmpty(await answers[1].Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task A_second_signal_ends_it_at_once()
    {
        using var plugins = new PluginsFolder().AddFixture();
        await using var server = Start(plugins, ("GRACEFUL_TIMEOUT_MS", "3600000"));
        using var http = await server.ReadyAsync(Cancellation);
        var running = PostAsync(http, "fixture.wait");
        await WaitForCallAsync(http);

        Signals.Terminate(server.Id);
        await Eventually.GetAsync(() => GetAsync(http, "/health/ready"), answer => answer.StatusCode == HttpStatusCode.ServiceUnavailable, Cancellation);
        Signals.Terminate(server.Id);

        Assert.Equal(1, await server.ExitAsync(Cancellation, TimeSpan.FromSeconds(5)));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => running);
    }

    [Fact]
    public async Task A_client_that_only_listens_does_not_hold_it_up_and_its_stream_ends()
    {
        using var plugins = new PluginsFolder().AddHello();
        await using var server = Start(plugins, ("GRACEFUL_TIMEOUT_MS", "20000"));
        using var http = await server.ReadyAsync(Cancellation);
        using var initialize = await PostJsonAsync(http, """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""");
        using var listen = new HttpRequestMessage(HttpMethod.Get, Mcp);
        listen.Headers.Add("Accept", "text/event-stream");
        listen.Headers.Add("Mcp-Session-Id", initialize.Headers.GetValues("Mcp-Session-Id").Single());
        using var stream = await http.SendAsync(listen, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        Assert.Equal(HttpStatusCode.OK, stream.StatusCode);

        Signals.Terminate(server.Id);

        Assert.Equal(0, await server.ExitAsync(Cancellation, TimeSpan.FromSeconds(10)));
        await stream.Content.ReadAsStringAsync(Cancellation); // Ends, and not by a reset.
    }

    [Fact]
    public async Task A_plugin_that_does_not_dispose_itself_does_not_hold_it_up()
    {
        using var plugins = new PluginsFolder().AddFixture();
        await using var server = Start(plugins, ("GRACEFUL_TIMEOUT_MS", "1000"), ("Hatago__Plugins__fixture__BlockDispose", "true"));
        using var http = await server.ReadyAsync(Cancellation);
        await PostAsync(http, "fixture.greet", new { name = "x" });

        Signals.Terminate(server.Id);

        Assert.Equal(0, await server.ExitAsync(Cancellation, TimeSpan.FromSeconds(10)));
        Assert.Contains(server.Output, line => line.Contains("Plugin fixture left behind", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nor_does_it_keep_another_one_from_disposing_itself()
    {
        using var plugins = new PluginsFolder().AddFixture("a", manifest => manifest["toolPrefix"] = "a").AddFixture("b", manifest => manifest["toolPrefix"] = "b");
        await using var server = Start(plugins, ("GRACEFUL_TIMEOUT_MS", "0"), ("Hatago__Plugins__a__BlockDispose", "true"));
        using var http = await server.ReadyAsync(Cancellation);
        await PostAsync(http, "a.greet", new { name = "x" });
        await PostAsync(http, "b.greet", new { name = "x" });

        Signals.Terminate(server.Id);

        Assert.Equal(0, await server.ExitAsync(Cancellation, TimeSpan.FromSeconds(10)));
        Assert.Contains(server.Output, line => line.Contains("Plugin a left behind", StringComparison.Ordinal));
        Assert.DoesNotContain(server.Output, line => line.Contains("Plugin b left behind", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_thread_that_a_plugin_left_in_the_foreground_does_not_keep_the_process()
    {
        using var plugins = new PluginsFolder().AddFixture();
        await using var server = Start(plugins);
        using var http = await server.ReadyAsync(Cancellation);
        await PostAsync(http, "fixture.foreground");

        Signals.Terminate(server.Id);

        Assert.Equal(0, await server.ExitAsync(Cancellation, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Terminated_while_a_plugin_loads_that_never_will_it_ends_cleanly()
    {
        using var plugins = new PluginsFolder().AddHello().AddFixture("a-first", manifest => manifest["toolPrefix"] = "first").AddFixture();
        await using var server = Start(plugins, ("Hatago__Plugins__fixture__BlockLoad", "true"));
        await Eventually.GetAsync(() => Task.FromResult(server.Output.Any(line => line.Contains("a-first", StringComparison.Ordinal))), loaded => loaded, Cancellation);

        Signals.Terminate(server.Id);

        Assert.Equal(0, await server.ExitAsync(Cancellation, TimeSpan.FromSeconds(10)));
        Assert.Equal("", server.Errors);
    }

    /// <summary>Phases of a start, by the library that the process has just mapped. Before <c>Main</c> the signal's default ends it (128 + 15).</summary>
    [Theory]
    [InlineData("libcoreclr.so", true)]
    [InlineData("Hatago.McpServer.dll", true)]
    [InlineData("Hatago.ServiceDefaults.dll", true)]
    [InlineData("Serilog.dll", false)]
    [InlineData("ModelContextProtocol.AspNetCore.dll", false)]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel.Core.dll", false)]
    [InlineData("JsonSchema.Net.dll", false)]
    public async Task Terminated_in_any_phase_of_its_start_it_ends_cleanly(string mapped, bool isBeforeMain)
    {
        using var plugins = new PluginsFolder().AddHello().AddFixture();
        await using var server = Start(plugins);
        var maps = $"/proc/{server.Id}/maps";
        while (!(await File.ReadAllTextAsync(maps, Cancellation)).Contains(mapped, StringComparison.Ordinal))
            Assert.False(server.HasExited);

        Signals.Terminate(server.Id);

        var exitCode = await server.ExitAsync(Cancellation, TimeSpan.FromSeconds(10));
        Assert.True(exitCode == 0 || (isBeforeMain && exitCode == 143), $"exit code {exitCode}, errors: {server.Errors}");
        Assert.Equal("", server.Errors);
        Assert.DoesNotContain(server.Output, line => line.Contains("Exception", StringComparison.Ordinal) || line.Contains("ERROR", StringComparison.Ordinal));
    }

    private static ServerProcess Start(PluginsFolder plugins, params (string Name, string Value)[] variables) =>
        ServerProcess.Start([("HATAGO_PLUGINS_DIR", plugins.Path), .. variables.Any(pair => pair.Name == "NODE_ENV") ? variables : [("DOTNET_ENVIRONMENT", "Development"), .. variables]]);

    private static Task<string> WaitForCallAsync(HttpClient http) => Eventually.GetAsync(
        () => http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation),
        metrics => metrics.Contains("""hatago_plugin_events_total{event="call",plugin="fixture"} 1""", StringComparison.Ordinal), Cancellation);

    private static Task<HttpResponseMessage> GetAsync(HttpClient http, string path) => http.GetAsync(new Uri(path, UriKind.Relative), Cancellation);

    private static Task<HttpResponseMessage> PostAsync(HttpClient http, string tool, object? arguments = null) =>
        http.PostAsync(Mcp, new StringContent(HatagoApp.Call(tool, arguments)), Cancellation);

    private static Task<HttpResponseMessage> PostJsonAsync(HttpClient http, string message) =>
        http.PostAsync(Mcp, new StringContent(message, System.Text.Encoding.UTF8, "application/json"), Cancellation);
}
