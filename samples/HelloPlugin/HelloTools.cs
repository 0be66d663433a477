using System.ComponentModel;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace HelloPlugin;

[McpServerToolType]
public static class HelloTools
{
    private const int Steps = 3;

    [McpServerTool(Name = "hatago", ReadOnly = true, Idempotent = true, Destructive = false, OpenWorld = false)]
    [Description("Greets. Reports its progress when the call asks for it.")]
    public static async Task<string> Hatago(
        RequestContext<CallToolRequestParams> call,
        [Description("Who to greet.")] string? name = null,
        CancellationToken cancellation = default)
    {
        if (call.Params.ProgressToken is { } token)
        {
            for (var step = 1; step <= Steps; step++)
                await call.Server.NotifyProgressAsync(token, new() { Progress = step, Total = Steps, Message = $"Step {step} of {Steps}" }, cancellationToken: cancellation);
        }

        return name is null ? "Hello Hatago!" : $"Hello Hatago! Welcome, {name}.";
    }
}
