using System.ComponentModel;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Hatago.McpServer.Warming;

/// <summary>The tool that is called: as most are, with an argument, asynchronous, and with a text for its result.</summary>
[McpServerToolType]
internal static class WarmUpTools
{
    public const string Name = "call";
    public const string Answer = "was called by";

    [McpServerTool(Name = Name, ReadOnly = true)]
    [Description("Answers.")]
    public static async Task<string> CallAsync(RequestContext<CallToolRequestParams> call, string? name = null, CancellationToken cancellation = default)
    {
        await Task.CompletedTask;
        return $"{call.Params.Name} {Answer} {name ?? "nobody"}.";
    }
}
