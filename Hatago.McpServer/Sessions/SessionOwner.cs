using System.Security.Claims;

namespace Hatago.McpServer.Sessions;

/// <summary>The user who opened a session: the claim that the SDK compares too. Who is not signed in has none.</summary>
internal sealed record SessionOwner(string Type, string Value, string Issuer)
{
    public static SessionOwner? Of(ClaimsPrincipal user)
    {
        if (user.Identity?.IsAuthenticated is not true)
            return null;

        var claim = user.FindFirst(ClaimTypes.NameIdentifier) ?? user.FindFirst("sub") ?? user.FindFirst(ClaimTypes.Upn);
        return claim is null ? null : new(claim.Type, claim.Value, claim.Issuer);
    }
}
