using System.Net;
using System.Net.Sockets;
using System.Text;
using Hatago.McpServer.Plugins;
using Hatago.PluginLoading;
using Hatago.PluginSdk;
using Hatago.PluginSdk.Signing;
using Hatago.ServiceDefaults.Logging;
using Hatago.ServiceDefaults.Logging.Formats;

namespace Hatago.McpServer.Warming;

/// <summary>
/// A second server in this process, on a free port of the loopback, with one tool and settings of its own. Nothing of it is seen: it has its
/// own metrics, its log goes nowhere, and it ends before the first server listens.
/// </summary>
internal sealed class WarmUpServer : IAsyncDisposable
{
    private const string Plugin = "warm-up";

    /// <summary>The line that ends an answer of chunks (RFC 9112 section 7.1).</summary>
    private const string LastChunk = "0";

    private const string Body = $$$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"{{{{Plugin}}}}.{{{{WarmUpTools.Name}}}}","arguments":{"name":"Hatago"}}}""";

    private static readonly byte[] Request = Encoding.ASCII.GetBytes($"""
        POST /mcp HTTP/1.1
        Host: localhost
        Accept: application/json, text/event-stream
        Content-Type: application/json
        Content-Length: {Body.Length}

        {Body}
        """.ReplaceLineEndings("\r\n"));

    private readonly DirectoryInfo _empty = Directory.CreateTempSubdirectory("hatago-warm-up-");
    private readonly TcpClient _client = new() { NoDelay = true };
    private WebApplication? _app;
    private StreamReader? _answers;

    public async Task StartAsync(Func<WebApplicationBuilder, WebApplication> compose, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["PORT"] = "0",
            ["HOSTNAME"] = "127.0.0.1",
            ["HATAGO_PLUGINS_DIR"] = _empty.FullName,
            ["HATAGO_TRUST_DIR"] = _empty.FullName,
        });
        builder.Services.AddSingleton(services => new ConsoleQueue(
            new JsonFormat(), Stream.Null, services.GetRequiredService<LogMetrics>(), services.GetRequiredService<TimeProvider>(), ConsoleQueue.Gather));
        _app = compose(builder);
        var catalog = _app.Services.GetRequiredService<PluginCatalog>();
        var isLoaded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        catalog.Changed += (_, _) => isLoaded.TrySetResult();
        await _app.StartAsync(cancellation);
        await isLoaded.Task.WaitAsync(cancellation); // It has found that its folder has no plugin, and leaves the catalog alone from now on.
        catalog.Swap(new([Served(_app.Services.GetRequiredService<PluginActivator>())], []));

        await _client.ConnectAsync(IPAddress.Loopback, new Uri(_app.Urls.First()).Port, cancellation);
        _answers = new(_client.GetStream());
    }

    /// <summary>A call as an MCP client sends it. No HttpClient: .NET would compile that again too, which is a seventh of all it compiles.</summary>
    public async Task CallAsync(CancellationToken cancellation)
    {
        await _client.GetStream().WriteAsync(Request, cancellation);
        var isAnswered = false;
        for (var line = ""; line != LastChunk;)
        {
            line = await _answers!.ReadLineAsync(cancellation) ?? throw new IOException("The connection was closed before the end of an answer.");
            isAnswered |= line.Contains(WarmUpTools.Answer, StringComparison.Ordinal);
        }

        await _answers!.ReadLineAsync(cancellation);
        if (!isAnswered)
            throw new InvalidOperationException("A call was answered by something else.");
    }

    public async ValueTask DisposeAsync()
    {
        _answers?.Dispose();
        _client.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync(CancellationToken.None);
            await _app.DisposeAsync();
        }

        _empty.Delete(recursive: true);
    }

    private static ServedPlugin Served(PluginActivator activator)
    {
        var manifest = new PluginManifest { Name = Plugin, Version = "1.0.0", Description = "", EntryAssembly = "", Sdk = "*", ToolPrefix = Plugin };
        return new(activator.Activate(manifest, [typeof(WarmUpTools)], "."), files: null, new(Plugin, new(SignatureStatus.Unsigned, ""), IsServed: true, default));
    }
}
