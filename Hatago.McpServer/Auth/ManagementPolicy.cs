using System.Net;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Hatago.McpServer.Auth;

/// <summary>
/// Who may use management (<c>/drain</c>, <c>/logs</c>, <c>/security/*</c>, the operational tools): anyone in
/// Development, a token with the scope <c>hatago:ops</c>, and whoever connects from this machine itself.
/// </summary>
internal sealed class ManagementPolicy(IHostEnvironment environment, IOptions<ManagementOptions> options)
{
    public const string Scope = "hatago:ops";

    public const string Rule = $"allowed in Development, with a token of scope {Scope}, or from a loopback connection without forwarding headers";

    /// <summary>
    /// What proxies add for whom they speak (RFC 7239, RFC 9110 section 7.6.3, and the customs before them): with one of
    /// these a loopback connection is a proxy's, and says nothing about its client.
    /// </summary>
    private static readonly string[] Forwarding =
        ["Forwarded", "Via", "X-Real-IP", "X-Client-IP", "X-Cluster-Client-IP", "True-Client-IP", "CF-Connecting-IP", "Fly-Client-IP", "Fastly-Client-IP", "Client-IP"];

    private static readonly string[] ForwardingPrefixes = ["X-Forwarded", "X-Original-", "X-Envoy-", "X-Azure-", "Tailscale-"];

    public bool Allows(HttpContext context) => environment.IsDevelopment() || context.User.HasScope(Scope) || IsLoopback(context);

    /// <param name="what">What is management.</param>
    public static MissingRight Missing(string what) => new($"{what} is management: {Rule}.", [Scope]);

    private bool IsLoopback(HttpContext context) => options.Value.ManagementLoopback
        && context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && IsLoopback(context.Request.Host.Host) && !IsBrowsers(context.Request.Headers) && !context.Request.Headers.Keys.Any(IsForwarding);

    /// <summary>A page that a developer visits connects from this machine too, under a name of its own where it turned its DNS entry to here.</summary>
    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static bool IsBrowsers(IHeaderDictionary headers) =>
        headers.ContainsKey(HeaderNames.Origin) || (headers.TryGetValue("Sec-Fetch-Site", out var site) && site != "none" && site != "same-origin");

    private static bool IsForwarding(string header)
    {
        var name = header.Replace('_', '-'); // Some proxies and gateways take both for one.
        return Forwarding.Contains(name, StringComparer.OrdinalIgnoreCase) || ForwardingPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
    }
}
