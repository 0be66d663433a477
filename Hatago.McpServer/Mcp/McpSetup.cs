using Hatago.ServiceDefaults.Health;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Server;

namespace Hatago.McpServer.Mcp;

internal static class McpSetup
{
    public static void AddMcp(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<McpOptions>().BindConfiguration("Hatago");
        services.AddSingleton<OperationalTools>();
        services.AddSingleton<McpServerSetup>();
        services.AddSingleton<IConfigureOptions<McpServerOptions>>(provider => provider.GetRequiredService<McpServerSetup>());
        services.AddSingleton<CatalogResources>();
        services.AddSingleton<ResourceSubscriptions>();
        services.Configure<McpServerOptions>(options => options.Capabilities = new() { Resources = new() { Subscribe = true } }); // Not of the transport without sessions.
        services.AddMcpServer().WithHttpTransport(http => http.SessionMode = HttpServerSessionMode.StatefulForInitializeClients);
#pragma warning disable MCPEXP002 // The only way to know when a session ends.
        services.AddOptions<HttpServerTransportOptions>().Configure<ResourceSubscriptions>((http, subscriptions) => http.RunSessionHandler = subscriptions.RunSessionAsync);
#pragma warning restore MCPEXP002
        services.AddSingleton<McpTransports>();
        services.AddSingleton<McpIngress>();
        services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestBodySize = McpOptions.MaxBodyBytes);
        services.AddHealthChecks().AddCheck<McpHealthCheck>("mcp", tags: [HealthTags.Ready]);
    }
}
