using System.Security.Claims;

namespace Hatago.McpServer.Auth;

internal static class TokenScopes
{
    /// <summary>
    /// Whether a token was granted a scope. RFC 8693 section 4.2 has <c>scope</c>, one text with spaces; some issuers write an array,
    /// others <c>scp</c>. Who is not signed in has none.
    /// </summary>
    public static bool HasScope(this ClaimsPrincipal user, string scope) => user.Identity?.IsAuthenticated is true
        && user.Claims.Any(claim => claim.Type is "scope" or "scp" && claim.Value.Split(' ').Contains(scope, StringComparer.Ordinal));

    /// <summary>A scope-token of RFC 6749 section 3.3: printable ASCII without space, quotation mark and backslash.</summary>
    public static bool IsScope(string text) => text.Length > 0 && text.All(letter => letter is > ' ' and <= '~' and not '"' and not '\\');
}
