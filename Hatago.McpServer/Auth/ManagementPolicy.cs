using System.Net;
using Microsoft.Extensions.Options;

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
    /// these a loopback connection is a proxy's, and says nothing about its client. A browser's <c>Origin</c> counts too:
    /// a page that a developer visits connects from this machine.
    /// </summary>
    private static readonly string[] SomeoneElse =
    [
        "Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Port", "X-Forwarded-Server",
        "X-Forwarded-Prefix", "X-Original-Forwarded-For", "X-Original-For", "X-Original-Host", "X-Real-IP", "X-Client-IP", "X-Cluster-Client-IP",
        "X-Envoy-External-Address", "True-Client-IP", "CF-Connecting-IP", "Fly-Client-IP", "Fastly-Client-IP", "Client-IP", "Origin",
    ];

    public bool Allows(HttpContext context) => environment.IsDevelopment() || HasScope(context) || IsLoopback(context);

    private static bool HasScope(HttpContext context) => context.User.Identity?.IsAuthenticated is true
        && context.User.Claims.Any(claim => claim.Type is "scope" or "scp" && claim.Value.Split(' ').Contains(Scope)); // RFC 8693 section 4.2: one text, by spaces

    private bool IsLoopback(HttpContext context) => options.Value.ManagementLoopback
        && context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && !SomeoneElse.Any(context.Request.Headers.ContainsKey);
}
