using Hatago.McpServer.Admission;
using Hatago.McpServer.Auth;
using Hatago.McpServer.Guarding;
using Hatago.McpServer.Hardening;
using Hatago.McpServer.Logs;
using Hatago.McpServer.Mcp;
using Hatago.McpServer.Plugins;
using Hatago.McpServer.Probing;
using Hatago.McpServer.Sessions;
using Hatago.McpServer.Signing;
using Hatago.McpServer.Slo;
using Hatago.McpServer.Warming;
using Hatago.ServiceDefaults;
using Hatago.ServiceDefaults.Hosting;

return await ProbeCommand.TryRunAsync(args)
    ?? await ServiceProcess.RunAsync(() => Compose(WebApplication.CreateBuilder(args)), (server, stop) => WarmUp.RunAsync(server, Compose, stop));

static WebApplication Compose(WebApplicationBuilder builder)
{
    builder.AddServiceDefaults(HatagoVariables.All);
    builder.AddLogs();
    builder.AddSlo();
    builder.AddHardening();
    builder.AddAuth();
    builder.AddAdmission();
    builder.AddGuarding();
    builder.AddSigning();
    builder.AddPlugins();
    builder.AddSessions();
    builder.AddMcp();
    builder.AddWarmUp();

    var app = builder.Build();
    app.MapDefaultEndpoints();
    app.UseSlo();
    app.UseHardening();
    app.UseAuth();
    app.UseRateLimits();
    app.UseSessions();
    app.MapManagement();
    app.MapMcpEndpoint();
    return app;
}
