using System.Net.Http.Headers;
using System.Text;

namespace Hatago.Tests.Auth;

/// <summary>The real server in Production behind tokens of a real issuer.</summary>
public sealed class ClosedApp : IAsyncLifetime
{
    internal const string Audience = "https://hatago.example/mcp";

    private readonly PluginsFolder? _plugins;
    private readonly (string Name, string Value)[] _settings;

    /// <summary>For xunit, which initializes a fixture itself.</summary>
    public ClosedApp() : this(null, [])
    {
    }

    private ClosedApp(PluginsFolder? plugins, (string Name, string Value)[] settings) => (_plugins, _settings) = (plugins, settings);

    internal HatagoApp App { get; private set; } = null!;

    internal OpenIddictIssuer Issuer { get; private set; } = null!;

    /// <param name="plugins">As <see cref="HatagoApp"/> takes them.</param>
    /// <param name="settings">More environment variables of the server, and other values for those set here.</param>
    internal static async Task<ClosedApp> StartAsync(PluginsFolder? plugins = null, params (string Name, string Value)[] settings)
    {
        var closed = new ClosedApp(plugins, settings);
        await closed.InitializeAsync();
        return closed;
    }

    public async ValueTask InitializeAsync()
    {
        Issuer = await OpenIddictIssuer.StartAsync();
        try
        {
            (string Name, string Value)[] own =
            [
                ("ENVIRONMENT", "Production"), ("REQUIRE_SIGNED_PLUGINS", "false"), ("HATAGO_MANAGEMENT_LOOPBACK", "false"),
                ("REQUIRE_AUTH", "true"), ("AUTH_ISSUER", Issuer.Url), ("AUTH_AUDIENCE", Audience),
            ];
            App = await HatagoApp.StartAsync(_plugins, [.. own.Where(one => _settings.All(other => other.Name != one.Name)), .. _settings]);
        }
        catch
        {
            await Issuer.DisposeAsync();
            throw;
        }
    }

    internal Task<HttpResponseMessage> CallAsync(string? token, string tool = "hello.hatago") => SendAsync(HttpMethod.Post, "/mcp", token, HatagoApp.Call(tool));

    /// <param name="method">GET, POST, …</param>
    /// <param name="path">With its query.</param>
    /// <param name="token">What stands after <c>Bearer</c>; no header at all when absent.</param>
    /// <param name="body">As curl sends it.</param>
    /// <param name="headers">More headers.</param>
    internal Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? token, string? body = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, MediaTypeHeaderValue.Parse("application/x-www-form-urlencoded"));
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return App.Http.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Issuer.DisposeAsync();
    }
}
