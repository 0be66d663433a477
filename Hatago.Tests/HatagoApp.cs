using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using ModelContextProtocol.Client;

namespace Hatago.Tests;

/// <summary>The real server in this process, on a free port of the loopback, with plugins of its own. (Its 'Program' is one of two: any class of its assembly will do.)</summary>
internal sealed class HatagoApp : WebApplicationFactory<Hatago.McpServer.Mcp.McpOptions>
{
    private readonly PluginsFolder _plugins;
    private readonly Dictionary<string, string> _settings;
    private readonly Action<IServiceCollection>? _configure;

    private HatagoApp(PluginsFolder plugins, Dictionary<string, string> settings, Action<IServiceCollection>? configure)
    {
        _plugins = plugins;
        _settings = settings;
        _configure = configure;
        UseKestrel();
    }

    public FakeLogCollector Logs => Services.GetRequiredService<FakeLogCollector>();

    public HttpClient Http { get; private set; } = null!;

    /// <param name="plugins">Disposed with the server; the hello and the fixture plugin when absent.</param>
    /// <param name="settings">Environment variables of the server.</param>
    public static Task<HatagoApp> StartAsync(PluginsFolder? plugins = null, params (string Name, string Value)[] settings) =>
        StartAsync(configure: null, plugins, settings);

    /// <param name="configure">Replaces services of the server: its clock, its users.</param>
    /// <param name="plugins">As above.</param>
    /// <param name="settings">As above.</param>
    public static async Task<HatagoApp> StartAsync(Action<IServiceCollection>? configure, PluginsFolder? plugins = null, params (string Name, string Value)[] settings)
    {
        var app = new HatagoApp(
            plugins ?? new PluginsFolder().AddHello().AddFixture(), settings.ToDictionary(pair => pair.Name, pair => pair.Value), configure);
        app.StartServer();
        app.Http = app.CreateClient();
        await Eventually.GetAsync(
            async () => (await app.Http.GetAsync(new Uri("/health/startup", UriKind.Relative))).IsSuccessStatusCode, done => done, CancellationToken.None);
        return app;
    }

    public Task<McpClient> ConnectAsync(string? revision, CancellationToken cancellation) => McpClient.CreateAsync(
        new HttpClientTransport(new() { Endpoint = new Uri(Http.BaseAddress!, "/mcp"), TransportMode = HttpTransportMode.StreamableHttp }, Http),
        new McpClientOptions { ProtocolVersion = revision },
        cancellationToken: cancellation);

    /// <summary>What <c>curl /mcp -d BODY</c> sends.</summary>
    public Task<HttpResponseMessage> CurlAsync(
        string body, CancellationToken cancellation, string? contentType = "application/x-www-form-urlencoded", string? accept = "*/*",
        params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/mcp") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", accept);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return Http.SendAsync(request, cancellation);
    }

    /// <summary>Calls a tool as curl does; its answer is the JSON-RPC message.</summary>
    public async Task<JsonNode> CallAsync(string tool, object? arguments, CancellationToken cancellation, params (string Name, string Value)[] headers)
    {
        var answer = await CurlAsync(Call(tool, arguments), cancellation, headers: headers);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellation))!;
    }

    /// <summary>The message that calls a tool.</summary>
    public static string Call(string tool, object? arguments = null) => JsonSerializer.Serialize(
        new { jsonrpc = "2.0", id = 1, method = "tools/call", @params = new { name = tool, arguments = arguments ?? new { } } });

    /// <summary>Waits until <c>/metrics</c> has a line: a request is counted when it has been answered, which its client may see first.</summary>
    public Task MetricAsync(string line, CancellationToken cancellation) => Eventually.GetAsync(
        () => Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), cancellation), metrics => metrics.Split('\n').Contains(line), cancellation);

    /// <summary>
    /// Waits until code of the fixture plugin was called so often: those calls have passed every gate. That a request is in flight
    /// (<c>hatago_inflight_requests</c>) says less: it may yet stand before the first one.
    /// </summary>
    public Task FixtureCalledAsync(int times, CancellationToken cancellation) =>
        MetricAsync($$"""hatago_plugin_events_total{event="call",plugin="fixture"} {{times}}""", cancellation);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("PORT", "0");
        builder.UseSetting("HOSTNAME", "127.0.0.1");
        builder.UseSetting("GRACEFUL_TIMEOUT_MS", "1000"); // The longest that the end of a test waits for a call that it left.
        builder.UseSetting("HATAGO_PLUGINS_DIR", _plugins.Path);
        foreach (var (name, value) in _settings)
            builder.UseSetting(name, value);
        builder.ConfigureServices(services =>
        {
            services.AddFakeLogging();
            _configure?.Invoke(services);
        });
    }

    public override async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        await base.DisposeAsync();
        _plugins.Dispose();
    }
}
