using Hatago.McpServer;
using Hatago.McpServer.Admission;
using Hatago.McpServer.Auth;
using Hatago.McpServer.Draining;
using Hatago.McpServer.Guarding;
using Hatago.McpServer.Mcp;
using Hatago.McpServer.Plugins;
using Hatago.McpServer.Sessions;
using Hatago.McpServer.Signing;
using Hatago.McpServer.Slo;
using Hatago.ServiceDefaults;
using Hatago.ServiceDefaults.Hosting;

return await ServiceProcess.RunAsync(() =>
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddServiceDefaults(HatagoVariables.All);
    builder.AddSlo();
    builder.AddAuth();
    builder.AddAdmission();
    builder.AddGuarding();
    builder.AddSigning();
    builder.AddPlugins();
    builder.AddSessions();
    builder.AddMcp();

    var app = builder.Build();
    app.MapDefaultEndpoints();
    app.UseSlo();
    app.UseSessions();
    app.MapDrain();
    app.MapSecurity();
    app.MapMcpEndpoint();
    return app;
});
