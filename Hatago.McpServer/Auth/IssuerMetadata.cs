using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Hatago.McpServer.Auth;

/// <summary>
/// Asks an issuer for what it says of itself and for its keys: by OAuth 2.0 (RFC 8414) and OpenID Connect Discovery 1.0, at the three
/// addresses that the MCP specification has clients try, in its order.
/// </summary>
internal sealed class IssuerMetadata(Uri issuer, HttpClient http) : IDocumentRetriever
{
    /// <exception cref="IssuerException">No address answered, or what it answered is not of this issuer.</exception>
    public async Task<OpenIdConnectConfiguration> GetAsync(CancellationToken cancellation)
    {
        var failures = new List<string>();
        foreach (var address in Addresses(issuer))
        {
            try
            {
                var found = await OpenIdConnectConfigurationRetriever.GetAsync(address.AbsoluteUri, this, cancellation);
                if (Problem(found) is not { } problem)
                    return found;
                failures.Add($"{address}: {problem}");
            }
            catch (Exception failure) when (failure is not OperationCanceledException || !cancellation.IsCancellationRequested)
            {
                failures.Add($"{address}: {failure.GetBaseException().Message}");
            }
        }

        throw new IssuerException(string.Join("; ", failures));
    }

    /// <summary>Never over plain http but on this machine: who stands between could put keys of its own in.</summary>
    public async Task<string> GetDocumentAsync(string address, CancellationToken cancel)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || !IsSafe(url))
            throw new IssuerException($"'{address}' is no https URL");
        return await http.GetStringAsync(url, cancel);
    }

    /// <summary>What RFC 8414 section 2 has an issuer be called.</summary>
    public static bool IsIssuer(string value) => Uri.TryCreate(value, UriKind.Absolute, out var url) && IsSafe(url) && url is { Query: "", Fragment: "", UserInfo: "" };

    private static bool IsSafe(Uri url) => url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback);

    private static IEnumerable<Uri> Addresses(Uri issuer)
    {
        var path = issuer.AbsolutePath.TrimEnd('/');
        yield return new Uri(issuer, $"/.well-known/oauth-authorization-server{path}");
        yield return new Uri(issuer, $"/.well-known/openid-configuration{path}");
        if (path.Length > 0)
            yield return new Uri(issuer, $"{path}/.well-known/openid-configuration");
    }

    /// <summary>RFC 8414 section 3.3: what it calls itself is what it was asked as, to the letter.</summary>
    private string? Problem(OpenIdConnectConfiguration found) =>
        found.Issuer != issuer.OriginalString ? $"it calls itself '{found.Issuer}'; AUTH_ISSUER has to be that, to the letter"
        : found.SigningKeys.Count == 0 ? "it has no signing keys"
        : null;
}
