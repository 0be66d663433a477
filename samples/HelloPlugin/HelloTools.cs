using System.ComponentModel;
using ModelContextProtocol;
using ModelContextProtocol.Server;

namespace HelloPlugin;

[McpServerToolType]
public static class HelloTools
{
    private const int Steps = 3;

    [McpServerTool(Name = "hatago", ReadOnly = true, Idempotent = true, Destructive = false, OpenWorld = false)]
    [Description("Greets. Reports its progress when the call asks for it.")]
    public static string Hatago(
        IProgress<ProgressNotificationValue> progress,
        [Description("Who to greet.")] string? name = null)
    {
        for (var step = 1; step <= Steps; step++)
            progress.Report(new() { Progress = step, Total = Steps, Message = $"Step {step} of {Steps}" });

        return name is null ? "Hello Hatago!" : $"Hello Hatago! Welcome, {name}.";
    }
}
