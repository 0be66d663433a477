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
        EnvironmentVariable.Milliseconds("HATAGO_TIMEOUT_MS", "Hatago:Timeout", 30_000, 30_000, 1, 3_600_000, "longest wait in the queue; and the longest call of a plugin that sets no `timeoutMs`"),
        EnvironmentVariable.Whole("HATAGO_CIRCUIT_BREAKER_THRESHOLD", "Hatago:CircuitBreakerThreshold", 10, 1, 1_000_000, "failures of a plugin in a row that open its circuit breaker"),
        EnvironmentVariable.Milliseconds("HATAGO_CIRCUIT_BREAKER_RESET_MS", "Hatago:CircuitBreakerReset", 60_000, 60_000, 1, 3_600_000, "time until one probe is let through"),
        EnvironmentVariable.OneOf("HATAGO_ALLOW_DRILLS", "Hatago:AllowDrills", "true", "false", ["true", "false"], "whether the tool `concurrency.test` exists"),
        EnvironmentVariable.OneOf("HATAGO_MANAGEMENT_LOOPBACK", "Hatago:ManagementLoopback", "true", "true", ["true", "false"],
            "whether a loopback connection without forwarding headers may manage"),
        EnvironmentVariable.Folder("HATAGO_PLUGINS_DIR", "Hatago:PluginsDir", "plugins",
            "holds one folder a plugin; relative to the working directory"),
        EnvironmentVariable.List("HATAGO_REQUIRED_PLUGINS", "Hatago:RequiredPlugins", "", "names without which the server is not ready"),
        EnvironmentVariable.OneOf("PLUGIN_SECURITY_ENABLED", "Hatago:PluginSecurityEnabled", "true", "true", ["true", "false"],
            "whether signatures of plugins are checked at all; `false` serves everything and warns at every start"),
        EnvironmentVariable.OneOf("REQUIRE_SIGNED_PLUGINS", "Hatago:RequireSignedPlugins", "false", "true", ["true", "false"],
            "whether only plugins with a valid signature are served"),
        EnvironmentVariable.OneOf("PLUGIN_ALLOW_TEST_KEYS", "Hatago:PluginAllowTestKeys", "true", "false", ["true", "false"],
            "whether the tools `security.generate_key` and `security.sign_test` exist"),
        EnvironmentVariable.Whole("PLUGIN_MAX_SIGNATURE_AGE_HOURS", "Hatago:PluginMaxSignatureAgeHours", 0, 0, 1_000_000,
            "hours after which a signature counts as expired; 0 is no limit"),
        EnvironmentVariable.Folder("HATAGO_TRUST_DIR", "Hatago:TrustDir", "trust", "holds `trust.json` and the public keys; relative to the working directory"),
        EnvironmentVariable.OneOf("HATAGO_TOOL_SEPARATOR", "Hatago:ToolSeparator", ".", ".", [".", "_"],
            "`_` lists tools with underscores, for clients that allow no dot; both spellings are accepted always"),
        EnvironmentVariable.OneOf("HATAGO_SESSION_MODE", "Hatago:SessionMode", "hybrid", "hybrid", ["hybrid", "stateless"],
            "sessions for clients that initialize, or none at all"),
        new("HATAGO_REDIS", "Hatago:Redis", "", "a StackExchange.Redis connection string",
            "sessions and event streams survive a replica; for example `redis:6379,password=…`")
        { Normalize = value => RedisConnection.IsValid(value) ? value : null, IsSecret = true },
    ];
}
