using Microsoft.Extensions.Options;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Server;

namespace Hatago.McpServer.Mcp;

/// <summary>
/// The SDK's Streamable HTTP handlers. In hybrid mode there are two of them: the SDK's own hybrid one serves clients
/// that initialize, and those of revision 2026-07-28; it refuses a client of an older revision that never initializes,
/// so that one goes to a second, stateless one (docs/decisions/0003-two-transports.md).
/// </summary>
internal sealed class McpTransports(IServiceProvider services, IOptions<McpOptions> options) : IAsyncDisposable
{
    private readonly ServiceProvider _sessionless = Sessionless(services);

    public IReadOnlyDictionary<string, RequestDelegate> WithSessions { get; private set; } = new Dictionary<string, RequestDelegate>();

    public IReadOnlyDictionary<string, RequestDelegate> WithoutSessions { get; private set; } = new Dictionary<string, RequestDelegate>();

    public bool HasSessions => options.Value.SessionMode == "hybrid";

    /// <summary>Builds the handlers by HTTP method, off the routes of the application: ingress decides which one runs.</summary>
    public void Build(IEndpointRouteBuilder app)
    {
        WithoutSessions = Handlers(new Routes(app, _sessionless));
        WithSessions = HasSessions ? Handlers(new Routes(app, services)) : WithoutSessions;
    }

    public ValueTask DisposeAsync() => _sessionless.DisposeAsync();

    /// <summary>The stateless transport in a container of its own (the SDK allows one transport a container), serving the same server.</summary>
    private static ServiceProvider Sessionless(IServiceProvider services)
    {
        var own = new ServiceCollection();
        own.AddSingleton(services.GetRequiredService<ILoggerFactory>());
        own.AddLogging();
        own.AddSingleton(services.GetRequiredService<IHostApplicationLifetime>());
        own.AddSingleton<IConfigureOptions<McpServerOptions>>(services.GetRequiredService<McpServerSetup>());
        own.AddMcpServer().WithHttpTransport(http => http.SessionMode = HttpServerSessionMode.Stateless);
        return own.BuildServiceProvider();
    }

    private static Dictionary<string, RequestDelegate> Handlers(Routes routes)
    {
        routes.MapMcp("/mcp");
        return routes.DataSources
            .SelectMany(source => source.Endpoints)
            .ToDictionary(endpoint => endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods.Single(), endpoint => endpoint.RequestDelegate!);
    }

    private sealed class Routes(IEndpointRouteBuilder app, IServiceProvider services) : IEndpointRouteBuilder
    {
        public IServiceProvider ServiceProvider => services;

        public ICollection<EndpointDataSource> DataSources { get; } = [];

        public IApplicationBuilder CreateApplicationBuilder() => app.CreateApplicationBuilder();
    }
}
