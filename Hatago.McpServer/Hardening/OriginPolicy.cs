using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Net.Http.Headers;

namespace Hatago.McpServer.Hardening;

/// <summary>Whose pages may call. The same policy refuses the others and tells browsers.</summary>
internal static class OriginPolicy
{
    public static CorsPolicy For(HardeningOptions options) => new CorsPolicyBuilder([.. options.Origins])
        .SetIsOriginAllowedToAllowWildcardSubdomains()
        .AllowAnyHeader()
        .WithMethods(HttpMethods.Get, HttpMethods.Post, HttpMethods.Delete)
        .WithExposedHeaders("Mcp-Session-Id", "MCP-Protocol-Version", HeaderNames.WWWAuthenticate, HeaderNames.RetryAfter, "X-Correlation-ID")
        .SetPreflightMaxAge(TimeSpan.FromHours(1))
        .Build();

    /// <summary>An origin as browsers write it (RFC 6454 section 6.2), with or without <c>*.</c> before its name.</summary>
    public static bool IsOrigin(string text) => Uri.TryCreate(text.Replace("://*.", "://", StringComparison.Ordinal), UriKind.Absolute, out var url)
        && url.Scheme is "http" or "https" && url is { PathAndQuery: "/", Fragment: "", UserInfo: "" } && !text.EndsWith('/');
}
