using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Microsoft.Net.Http.Headers;

namespace Hatago.McpServer.Auth;

/// <summary>What happens around the library's check of a token: the keys are there before it, and a refusal says what was wrong.</summary>
internal sealed class TokenEvents(IssuerKeys keys, BearerChallenge challenge, IOptions<AuthOptions> options) : JwtBearerEvents
{
    /// <summary>Far above what issuers make, and what a client can send beside other headers.</summary>
    private const int MaxTokenLength = 16 * 1024;

    public override async Task MessageReceived(MessageReceivedContext context)
    {
        context.Token = Token(context.Request);
        if (context.Token is null)
        {
            context.NoResult();
        }
        else if (context.Token.Length > MaxTokenLength)
        {
            context.Fail(new SecurityTokenException($"it is longer than {MaxTokenLength} characters"));
        }
        else if (KeyId(context.Token) is not { } keyId)
        {
            context.Fail(new SecurityTokenException("it is no signed JWT that names its key"));
        }
        else if (await keys.FindAsync(keyId) is null)
        {
            context.Fail(new IssuerException("the issuer's keys are not known"));
        }
    }

    public override Task TokenValidated(TokenValidatedContext context)
    {
        if (context.SecurityToken is JsonWebToken token && token.TryGetHeaderValue<object>("crit", out _))
            context.Fail(new SecurityTokenException("it has critical header parameters, of which none is understood")); // RFC 7515 section 4.1.11
        else if (context.Principal?.FindFirst(JwtRegisteredClaimNames.Sub) is null)
            context.Fail(new SecurityTokenException("it has no sub: sessions and limits belong to someone")); // RFC 9068 section 2.2
        else
            context.Request.Headers.Remove(HeaderNames.Authorization); // It has done its work; a plugin's code could find it there.
        return Task.CompletedTask;
    }

    public override Task Challenge(JwtBearerChallengeContext context)
    {
        context.HandleResponse();
        if (context.AuthenticateFailure is IssuerException)
            return BearerChallenge.UnavailableAsync(context.HttpContext);

        var scope = context.Properties.GetParameter<string>(BearerChallenge.Scope) is { Length: > 0 } wanted ? wanted : options.Value.AuthScope;
        return challenge.UnauthorizedAsync(context.HttpContext, context.AuthenticateFailure is { } failure ? Reason(failure) : null, scope);
    }

    /// <summary>RFC 6750 section 2.1 only: a token in the query or in a form stands in logs and histories. Two of them are none.</summary>
    private static string? Token(HttpRequest request) => request.Headers.Authorization.ToString() is var header
        && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header["Bearer ".Length..].Trim() : null;

    private static string? KeyId(string token)
    {
        try
        {
            return new JsonWebToken(token) is { IsSigned: true, Kid: { Length: > 0 } keyId } ? keyId : null;
        }
        catch (ArgumentException)
        {
            return null; // Whatever it is, it is no JWT.
        }
    }

    private static string Reason(Exception failure) => failure switch
    {
        SecurityTokenExpiredException => "it has expired",
        SecurityTokenNotYetValidException => "it is not valid yet",
        SecurityTokenNoExpirationException => "it never expires",
        SecurityTokenInvalidIssuerException => "it is of another issuer",
        SecurityTokenInvalidAudienceException => "it is for another audience",
        SecurityTokenInvalidSignatureException or SecurityTokenInvalidSigningKeyException => "its signature is not of a key of the issuer",
        { } other when other.GetType() == typeof(SecurityTokenException) => other.Message, // Our own.
        _ => "it is not valid",
    };
}
