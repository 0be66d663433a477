using System.ComponentModel;
using ModelContextProtocol.Server;

namespace ConformancePlugin;

[McpServerToolType]
public static class WatchedTools
{
    [McpServerTool(Name = "test_change_watched_resource", Idempotent = true), Description("Changes the resource that clients may watch.")]
    public static string Change(WatchedText watched, [Description("Its new text.")] string text) => watched.Value = text;
}
