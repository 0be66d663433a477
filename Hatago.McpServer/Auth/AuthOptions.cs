namespace Hatago.McpServer.Auth;

/// <summary>Hatago as an OAuth 2.1 resource server: whose tokens open what.</summary>
internal sealed record AuthOptions
{
    /// <summary>Whether <c>/mcp</c> is closed to who has no token. Without it a token is not needed, but one that is sent has to be right.</summary>
    public bool RequireAuth { get; init; }

    /// <summary>The authorization server: its issuer identifier, to the letter (RFC 8414 section 2).</summary>
    public string? AuthIssuer { get; init; }

    /// <summary>What a token's <c>aud</c> has to hold: the URL of this server as its clients know it, or a name of the issuer's own (RFC 8707).</summary>
    public string? AuthAudience { get; init; }

    /// <summary>The scope that opens <c>/mcp</c>.</summary>
    public string AuthScope { get; init; } = "hatago:call";

    /// <summary>What single tools need beside that scope. A tool that no rule names needs no more.</summary>
    public IReadOnlyList<ToolRule> ToolRules { get; init; } = [];

    /// <summary>Whether tokens are read at all.</summary>
    public bool HasIssuer => !string.IsNullOrEmpty(AuthIssuer);

    /// <summary>The audience as the resource of RFC 9728, when it is a URL.</summary>
    public Uri? Resource => Uri.TryCreate(AuthAudience, UriKind.Absolute, out var url) && url.Scheme is "https" or "http" ? url : null;

    /// <summary>What does not go together, each a line.</summary>
    public IEnumerable<string> Problems()
    {
        if (RequireAuth && (string.IsNullOrEmpty(AuthIssuer) || string.IsNullOrEmpty(AuthAudience)))
            yield return "REQUIRE_AUTH=true needs AUTH_ISSUER, whose tokens are accepted, and AUTH_AUDIENCE, for which they have to be.";
        else if (string.IsNullOrEmpty(AuthIssuer) != string.IsNullOrEmpty(AuthAudience))
            yield return "AUTH_ISSUER and AUTH_AUDIENCE go together; only one of them is set.";
        else if (ToolRules.Count > 0 && !HasIssuer)
            yield return "Hatago:ToolRules asks for scopes or claims, which come with tokens; set AUTH_ISSUER and AUTH_AUDIENCE.";

        for (var index = 0; index < ToolRules.Count; index++)
        {
            if (ToolRules[index].Tools.Count == 0)
                yield return $"Hatago:ToolRules:{index} has no 'Tools'; name at least one, * stands for any text.";
            if (ToolRules[index] is { Scopes.Count: 0, Claims.Count: 0 })
                yield return $"Hatago:ToolRules:{index} asks for nothing; set 'Scopes', 'Claims' or both.";
        }
    }
}
