using Hatago.McpServer;
using Hatago.McpServer.Admission;
using Hatago.McpServer.Mcp;
using Hatago.McpServer.Plugins;
using Hatago.McpServer.Sessions;
using Hatago.McpServer.Slo;
using Hatago.ServiceDefaults;
using Hatago.ServiceDefaults.Hosting;

return await ServiceProcess.RunAsync(() =>
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddServiceDefaults(HatagoVariables.All);
    builder.AddSlo();
    builder.AddAdmission();
    builder.AddPlugins();
    builder.AddSessions();
    builder.AddMcp();

    var app = builder.Build();
    app.MapDefaultEndpoints();
    app.UseSlo();
    app.UseSessions();
    app.MapMcpEndpoint();
    return app;
});
