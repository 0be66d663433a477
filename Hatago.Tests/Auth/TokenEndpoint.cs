using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Hatago.Tests.Auth;

internal static class TokenEndpoint
{
    /// <summary>Asks an issuer for a token, as a client does that acts for itself (RFC 6749 section 4.4) and names a resource (RFC 8707).</summary>
    public static async Task<string> AskAsync(Uri endpoint, string client, string scope, string resource)
    {
        using var http = new HttpClient();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = client,
            ["client_secret"] = "any",
            ["scope"] = scope,
            ["resource"] = resource,
        });
        var answer = await http.PostAsync(endpoint, form);
        var json = await answer.Content.ReadFromJsonAsync<JsonNode>();
        return json?["access_token"]?.GetValue<string>() ?? throw new InvalidOperationException($"The issuer gave no token: {json}");
    }
}
