using System.Text.Json.Nodes;
using Hatago.McpServer.Slo;
using ModelContextProtocol.Protocol;
using Serilog;

namespace Hatago.McpServer.Mcp;

/// <summary>What the log record of a request to <c>/mcp</c> says beside method, path, status and duration.</summary>
internal static class RequestRecord
{
    /// <summary>Names that a caller made up are cut at this length.</summary>
    private const int MaxName = 128;

    public static void Describe(IDiagnosticContext record, JsonNode? message, RequestOutcome outcome)
    {
        if (McpMessage.Method(message as JsonObject) is not { } method)
            return; // An answer of the client's.

        record.Set("rpc_method", Cut(method));
        if (outcome.Tool is { } tool)
        {
            record.Set("tool", tool.Tool);
            record.Set("plugin", tool.Plugin);
        }
        else if (method == RequestMethods.ToolsCall && McpMessage.Name(message) is { } name)
        {
            record.Set("tool", Cut(name));
        }

        record.Set("outcome", outcome.Tool?.Outcome ?? outcome.Reason ?? ToolOutcome.Ok);
    }

    private static string Cut(string name) => name.Length <= MaxName ? name : name[..MaxName];
}
