using System.IO.Enumeration;
using System.Security.Claims;
using Hatago.PluginLoading;

namespace Hatago.McpServer.Auth;

/// <summary>Who may see and call some tools: who has each of the scopes and, of each claim, one of its values.</summary>
internal sealed record ToolRule
{
    /// <summary>Names of tools; <c>*</c> stands for any text. Both spellings of a name are the same.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];

    public IReadOnlyList<string> Scopes { get; init; } = [];

    public IReadOnlyDictionary<string, string[]> Claims { get; init; } = new Dictionary<string, string[]>();

    public bool IsFor(string tool) => Tools.Any(glob => FileSystemName.MatchesSimpleExpression(ToolNames.Key(glob), ToolNames.Key(tool), ignoreCase: false));

    public bool HasClaims(ClaimsPrincipal user) => Claims.All(claim => user.FindAll(claim.Key).Any(own => claim.Value.Contains(own.Value, StringComparer.Ordinal)));

    public bool HasScopes(ClaimsPrincipal user) => Scopes.All(user.HasScope);
}
