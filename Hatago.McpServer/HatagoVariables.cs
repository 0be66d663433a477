using Hatago.McpServer.Sessions;
using Hatago.ServiceDefaults.Configuration;

namespace Hatago.McpServer;

/// <summary>The server's own environment variables, beside <see cref="ServiceVariables"/>.</summary>
internal static class HatagoVariables
{
    public static IReadOnlyList<EnvironmentVariable> All { get; } =
    [
        EnvironmentVariable.Whole("HATAGO_MAX_CONCURRENCY", "Hatago:MaxConcurrency", 1000, 1, 1_000_000, "calls to `/mcp` that run at once"),
        EnvironmentVariable.Whole("HATAGO_MAX_QUEUE_SIZE", "Hatago:MaxQueueSize", 500, 0, 1_000_000, "calls that wait for a slot; one more is refused with 503"),
        EnvironmentVariable.Milliseconds("HATAGO_TIMEOUT_MS", "Hatago:Timeout", 30_000, 30_000, 1, 3_600_000, "longest wait in the queue"),
        EnvironmentVariable.Folder("HATAGO_PLUGINS_DIR", "Hatago:PluginsDir", "plugins",
            "holds one folder a plugin; relative to the working directory"),
        EnvironmentVariable.List("HATAGO_REQUIRED_PLUGINS", "Hatago:RequiredPlugins", "", "names without which the server is not ready"),
        EnvironmentVariable.OneOf("HATAGO_TOOL_SEPARATOR", "Hatago:ToolSeparator", ".", ".", [".", "_"],
            "`_` lists tools with underscores, for clients that allow no dot; both spellings are accepted always"),
        EnvironmentVariable.OneOf("HATAGO_SESSION_MODE", "Hatago:SessionMode", "hybrid", "hybrid", ["hybrid", "stateless"],
            "sessions for clients that initialize, or none at all"),
        new("HATAGO_REDIS", "Hatago:Redis", "", "a StackExchange.Redis connection string",
            "sessions and event streams survive a replica; for example `redis:6379,password=…`")
        { Normalize = value => RedisConnection.IsValid(value) ? value : null, IsSecret = true },
    ];
}
