// The peer that figures are ratios of: the tool of the sample plugin, served by the MCP SDK alone on the same machine in the same run.
using System.ComponentModel;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Server;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.Services.AddMcpServer()
    .WithHttpTransport(http => http.SessionMode = HttpServerSessionMode.Stateless)
    .WithTools([McpServerTool.Create(([Description("Who is greeted.")] string name) => "Hello Hatago!", new() { Name = "hello.hatago" })]);
var app = builder.Build();
app.MapGet("/health/ready", () => "ready");
app.MapMcp("/mcp");
app.Run();
