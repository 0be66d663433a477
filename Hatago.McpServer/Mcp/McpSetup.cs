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
        services.AddMcpServer().WithHttpTransport(http => http.SessionMode = HttpServerSessionMode.StatefulForInitializeClients);
        services.AddSingleton<McpTransports>();
        services.AddSingleton<McpIngress>();
        services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestBodySize = McpOptions.MaxBodyBytes);
        services.AddHealthChecks().AddCheck<McpHealthCheck>("mcp", tags: [HealthTags.Ready]);
    }
}
