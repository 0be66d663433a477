using System.Text.Json;

namespace Hatago.Tests.ServiceDefaults;

public sealed class ServerProcessTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task In_production_each_log_line_is_one_json_object_of_the_contract()
    {
        using var plugins = new PluginsFolder().AddHello().AddEmpty("bad");
        await using var server = ServerProcess.Start(("NODE_ENV", "production"), ("HATAGO_PLUGINS_DIR", plugins.Path));
        using var http = await server.ReadyAsync(Cancellation);

        using var call = new HttpRequestMessage(HttpMethod.Post, "/mcp") { Content = new StringContent("""{"jsonrpc":"2.0","method":"tools/list"}""") };
        call.Headers.Add("X-Correlation-ID", "order-66");
        await http.SendAsync(call, Cancellation);

        var lines = await Eventually.GetAsync(
            () => Task.FromResult(server.Output.Select(line => JsonDocument.Parse(line).RootElement).ToArray()),
            lines => lines.Any(line => line.GetProperty("message").GetString() == "Request completed"),
            Cancellation);
        Assert.All(lines, line => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", line.GetProperty("timestamp").GetString()));
        Assert.All(lines, line => Assert.InRange(line.GetProperty("level").GetInt32(), 0, 3));
        Assert.Contains(lines, line => line.GetProperty("level").GetInt32() == 3 && line.GetProperty("message").GetString()!.StartsWith("Plugin bad refused", StringComparison.Ordinal));
        var completed = lines.Single(line => line.GetProperty("message").GetString() == "Request completed");
        Assert.Equal("hatago-core", completed.GetProperty("component").GetString());
        Assert.Matches("^[0-9a-f]{32}$", completed.GetProperty("trace_id").GetString());
        var meta = completed.GetProperty("meta");
        Assert.Equal(
            ("POST", "/mcp", 200, "order-66"),
            (meta.GetProperty("method").GetString(), meta.GetProperty("path").GetString(), meta.GetProperty("status").GetInt32(), meta.GetProperty("correlation_id").GetString()));
        Assert.True(meta.GetProperty("duration_ms").GetDouble() > 0);
        Assert.Equal(["correlation_id", "duration_ms", "method", "outcome", "path", "rpc_method", "status"], meta.EnumerateObject().Select(member => member.Name).Order());
    }

    [Fact]
    public async Task Told_to_listen_on_all_interfaces_it_answers_under_any_name()
    {
        await using var server = ServerProcess.Start(("DOTNET_ENVIRONMENT", "Development"), ("HOSTNAME", "0.0.0.0"));
        using var http = await server.ReadyAsync(Cancellation);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics") { Headers = { Host = "hatago:8787" } }; // As Prometheus asks from a container.
        using var answer = await http.SendAsync(request, Cancellation);

        Assert.True(answer.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Sigterm_ends_it_with_exit_code_0()
    {
        await using var server = ServerProcess.Start();
        using var http = await server.ReadyAsync(Cancellation);

        Signals.Terminate(server.Id);

        Assert.Equal(0, await server.ExitAsync(Cancellation));
    }

    [Fact]
    public async Task A_default_plugins_folder_that_is_missing_is_an_empty_one()
    {
        await using var server = ServerProcess.Start(("DOTNET_ENVIRONMENT", "Development"));

        using var http = await server.ReadyAsync(Cancellation);

        Assert.Contains("\"plugins_loaded\":0", await http.GetStringAsync(new Uri("/health/startup", UriKind.Relative), Cancellation));
        await server.SaysAsync("WARN [hatago-core] No plugins folder", Cancellation);
    }
}
