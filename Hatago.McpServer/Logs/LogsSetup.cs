using Hatago.McpServer.Mcp;

namespace Hatago.McpServer.Logs;

internal static class LogsSetup
{
    public static void AddLogs(this WebApplicationBuilder builder) => builder.Services.AddSingleton<IOperationalTools, LogsTools>();
}
