namespace Hatago.Tests.Auth;

/// <summary>Settings that do not go together stop the start, and say why.</summary>
public sealed class AuthSettingTests
{
    [Theory]
    [InlineData("REQUIRE_AUTH=true needs AUTH_ISSUER", "REQUIRE_AUTH", "true")]
    [InlineData("REQUIRE_AUTH=true needs AUTH_ISSUER", "REQUIRE_AUTH", "true", "AUTH_ISSUER", "https://issuer.example")]
    [InlineData("REQUIRE_AUTH=true needs AUTH_ISSUER", "REQUIRE_AUTH", "true", "AUTH_AUDIENCE", "hatago")]
    [InlineData("AUTH_ISSUER and AUTH_AUDIENCE go together", "AUTH_ISSUER", "https://issuer.example")]
    [InlineData("AUTH_ISSUER and AUTH_AUDIENCE go together", "AUTH_AUDIENCE", "hatago")]
    [InlineData("AUTH_ISSUER='http://issuer.example' is not valid; allowed is an https URL", "AUTH_ISSUER", "http://issuer.example", "AUTH_AUDIENCE", "hatago")]
    [InlineData("AUTH_ISSUER='https://issuer.example/?a=b' is not valid", "AUTH_ISSUER", "https://issuer.example/?a=b", "AUTH_AUDIENCE", "hatago")]
    [InlineData("AUTH_ISSUER='issuer' is not valid", "AUTH_ISSUER", "issuer", "AUTH_AUDIENCE", "hatago")]
    [InlineData("AUTH_SCOPE='a b' is not valid", "AUTH_SCOPE", "a b")]
    [InlineData("Hatago:ToolRules asks for scopes or claims", "Hatago__ToolRules__0__Tools__0", "*", "Hatago__ToolRules__0__Scopes__0", "a")]
    [InlineData("Hatago:ToolRules:0 has no 'Tools'", "AUTH_ISSUER", "https://i.example", "AUTH_AUDIENCE", "a", "Hatago__ToolRules__0__Scopes__0", "a")]
    [InlineData("Hatago:ToolRules:0 asks for nothing", "AUTH_ISSUER", "https://i.example", "AUTH_AUDIENCE", "a", "Hatago__ToolRules__0__Tools__0", "*")]
    public async Task A_start_is_refused(string reason, params string[] settings)
    {
        await using var server = ServerProcess.Start([.. settings.Chunk(2).Select(pair => (pair[0], pair[1]))]);

        Assert.Equal(78, await server.ExitAsync(TestContext.Current.CancellationToken));
        Assert.Contains($"hatago: {reason}", server.Errors);
    }
}
