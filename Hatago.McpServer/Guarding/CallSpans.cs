using System.Diagnostics;
using ModelContextProtocol.Protocol;

namespace Hatago.McpServer.Guarding;

/// <summary>
/// The span of a plugin's code, inside the SDK's span of the request, with the attributes of OpenTelemetry's conventions for
/// generative AI. It tells how it failed by the exception's type only: a message may hold anything.
/// </summary>
internal static class CallSpans
{
    public static readonly ActivitySource Source = new("Hatago.McpServer");

    public static Activity? Begin(GuardedCall call)
    {
        var (operation, attribute) = call.Kind switch
        {
            "Tool" => ("execute_tool", "gen_ai.tool.name"),
            "Prompt" => ("get_prompt", "gen_ai.prompt.name"),
            "Completion" => ("complete", "hatago.completion"),
            _ => ("read_resource", "mcp.resource.uri"),
        };
        var span = Source.StartActivity(call.Kind == "Resource" ? operation : $"{operation} {call.Name}");
        if (span is { IsAllDataRequested: true })
        {
            span.SetTag(attribute, call.Name).SetTag("hatago.plugin", call.Plugin.Name);
            if (call.Kind == "Tool")
                span.SetTag("gen_ai.operation.name", operation).SetTag("mcp.method.name", RequestMethods.ToolsCall);
        }

        return span;
    }

    /// <returns>False, for a filter that catches nothing.</returns>
    public static bool Failed(Activity? span, Exception failure)
    {
        span?.SetTag("error.type", failure.GetType().FullName).SetStatus(ActivityStatusCode.Error);
        return false;
    }
}
