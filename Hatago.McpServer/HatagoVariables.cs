using Hatago.McpServer.Auth;
using Hatago.McpServer.Hardening;
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
        EnvironmentVariable.List("HATAGO_ALLOWED_HOSTS", "Hatago:AllowedHosts", "",
            "names under which `/mcp` and management may be called, `*.example.com` any below, `*` any. Not set: the loopback's names while listening on loopback, else any"),
        EachOf("HATAGO_ALLOWED_ORIGINS", "Hatago:AllowedOrigins", "a comma-separated list of origins, `https://app.example.com` or `https://*.example.com`", OriginPolicy.IsOrigin,
            "whose web pages may call; not set: none"),
        EachOf("HATAGO_TRUSTED_PROXIES", "Hatago:TrustedProxies", "a comma-separated list of addresses and networks, `10.0.0.0/8`", text => TrustedProxy.Parse(text) is not null,
            "proxies whose `X-Forwarded-*` headers are believed"),
        EnvironmentVariable.Whole("HATAGO_RATE_LIMIT_PER_SECOND", "Hatago:RateLimitPerSecond", 0, 0, 1_000_000,
            "requests a second of one client (token's owner, else address) that are served, more are answered 429; 0 is no limit"),
        EnvironmentVariable.Whole("HATAGO_RATE_LIMIT_BURST", "Hatago:RateLimitBurst", 200, 1, 1_000_000, "requests of one client at once, before that limit counts"),
        EnvironmentVariable.Whole("HATAGO_MAX_CONNECTIONS", "Hatago:MaxConnections", 0, 0, 1_000_000,
            "connections at once; 0 is as many as the process may have open files, less what it needs itself"),
        EnvironmentVariable.OneOf("REQUIRE_AUTH", "Hatago:RequireAuth", "false", "false", ["true", "false"], "whether `/mcp` is closed to who has no token of the next two"),
        new("AUTH_ISSUER", "Hatago:AuthIssuer", "", "an https URL without query and fragment; http on this machine only",
            "the OAuth 2.1 authorization server, exactly as it calls itself in its metadata")
        { Normalize = value => IssuerMetadata.IsIssuer(value) ? value : null },
        EnvironmentVariable.Text("AUTH_AUDIENCE", "Hatago:AuthAudience", null, "what a token's `aud` has to hold: this server's URL as its clients know it, or a name of the issuer's own"),
        new("AUTH_SCOPE", "Hatago:AuthScope", "hatago:call", "a scope as RFC 6749 section 3.3 writes it", "the scope of a token that opens `/mcp`")
        { Normalize = value => TokenScopes.IsScope(value) ? value : null, DefaultFor = _ => "hatago:call" },
        EnvironmentVariable.Number("HATAGO_SLO_AVAILABILITY_PERCENT", "Hatago:Slo:AvailabilityPercent", 99.95, 50, 99.9999,
            "objective: percent of calls to `/mcp`, over 30 days, that do not fail for a reason of ours"),
        EnvironmentVariable.Number("HATAGO_SLO_P95_LATENCY_MS", "Hatago:Slo:P95LatencyMs", 5, 0.5, 30_000, "objective: milliseconds within which 95 % of the calls of 5 minutes are answered"),
        EnvironmentVariable.Number("HATAGO_SLO_P99_LATENCY_MS", "Hatago:Slo:P99LatencyMs", 10, 0.5, 30_000, "objective: milliseconds within which 99 % of the calls of 5 minutes are answered"),
        EnvironmentVariable.Number("HATAGO_SLO_ERROR_RATE_PERCENT", "Hatago:Slo:ErrorRatePercent", 0.1, 0.0001, 50, "objective: percent of the calls of 5 minutes that may fail for a reason of ours"),
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
        EnvironmentVariable.Milliseconds("HATAGO_WARM_UP_MS", "Hatago:WarmUp", 0, 0, 0, 600_000,
            "longest time that the process calls itself before it listens, so that what calls need is compiled when the first one comes; 0 is not at all"),
        new("HATAGO_REDIS", "Hatago:Redis", "", "a StackExchange.Redis connection string",
            "sessions and event streams survive a replica; for example `redis:6379,password=…`")
        { Normalize = value => RedisConnection.IsValid(value) ? value : null, IsSecret = true },
    ];
    private static EnvironmentVariable EachOf(string name, string setting, string allowed, Func<string, bool> isAllowed, string meaning) =>
        new(name, setting, "", allowed, meaning)
        {
            Normalize = value => EnvironmentVariable.Split(value) is var items && items.All(isAllowed) ? string.Join(',', items) : null,
        };
}
