using Hatago.Tests.Node;

namespace Hatago.Tests.Auth;

/// <summary>An authorization server that is not of .NET: npm's oidc-provider, as <c>Node/issuer.mjs</c> sets it up.</summary>
internal sealed class OidcProvider : IAsyncDisposable
{
    private readonly NodeProgram _program = NodeProgram.Script("issuer.mjs", []);

    public string Url { get; private set; } = "";

    public static async Task<OidcProvider> StartAsync(CancellationToken cancellation)
    {
        var provider = new OidcProvider();
        try
        {
            provider.Url = await Eventually.GetAsync(
                () => Task.FromResult(provider._program.Output.FirstOrDefault(line => line.StartsWith("http", StringComparison.Ordinal)) ?? ""),
                url => url.Length > 0 || provider._program.HasExited, cancellation);
            Assert.False(provider._program.HasExited, provider._program.Errors);
            return provider;
        }
        catch
        {
            await provider.DisposeAsync();
            throw;
        }
    }

    public Task<string> TokenAsync(string subject, string scope, string audience) => TokenEndpoint.AskAsync(new Uri(Url + "/token"), subject, scope, audience);

    public ValueTask DisposeAsync() => _program.DisposeAsync();
}
