using System.Text;
using Hatago.McpServer.Mcp;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using ModelContextProtocol.Protocol;

namespace Hatago.McpServer.Auth;

/// <summary>Refusals that tell a client what token would do: <c>WWW-Authenticate</c> of RFC 6750 section 3, with the resource metadata of RFC 9728 section 5.1.</summary>
internal sealed class BearerChallenge(IOptions<AuthOptions> options, ResourceMetadata metadata, ILogger<BearerChallenge> logger)
{
    /// <summary>What a challenge asks for, where it is not the scope that opens <c>/mcp</c>.</summary>
    public const string Scope = "scope";

    private readonly AuthOptions _options = options.Value;

    /// <summary>401: no token, or one that is not right.</summary>
    /// <param name="context">The request.</param>
    /// <param name="problem">What is wrong with the token that came; <see langword="null"/> when none came.</param>
    /// <param name="scope">What the token has to be granted.</param>
    public Task UnauthorizedAsync(HttpContext context, string? problem, string scope)
    {
        if (problem is not null)
            logger.TokenRefused(problem);
        SetHeader(context, problem is null ? null : "invalid_token", problem, scope);
        return context.RefuseInKindAsync(StatusCodes.Status401Unauthorized, problem is null ? $"A token of scope {scope} is needed." : $"The token is refused: {problem}.");
    }

    /// <summary>403: a right token that does not open this. Where more scopes would, the client is told which (RFC 6750 section 3.1).</summary>
    public Task ForbiddenAsync(HttpContext context, MissingRight missing, RequestId id = default)
    {
        logger.RequestForbidden(missing.Message);
        if (missing.Scopes.Count > 0)
            SetHeader(context, "insufficient_scope", missing.Message, string.Join(' ', missing.Scopes));
        return context.RefuseInKindAsync(StatusCodes.Status403Forbidden, missing.Message, id);
    }

    /// <summary>403; or for who has shown no right token, what <see cref="TokenEvents.Challenge"/> answers.</summary>
    public Task RefuseAsync(HttpContext context, MissingRight missing, RequestId id = default)
    {
        if (!_options.HasIssuer)
            return ForbiddenAsync(context, missing with { Scopes = [] }, id);
        if (context.User.Identity?.IsAuthenticated is true)
            return ForbiddenAsync(context, missing, id);

        var wanted = new AuthenticationProperties();
        wanted.SetParameter(Scope, string.Join(' ', missing.Scopes));
        return context.ChallengeAsync(wanted);
    }

    /// <summary>503: nobody can tell whether the token is right.</summary>
    public static Task UnavailableAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "5";
        return context.RefuseInKindAsync(StatusCodes.Status503ServiceUnavailable, "The issuer's keys are not known, so no token can be checked; try again later.");
    }

    private void SetHeader(HttpContext context, string? error, string? description, string scope)
    {
        var header = new StringBuilder("Bearer ");
        if (error is not null)
            header.Append($"error=\"{error}\", error_description=\"{Quoted(description!)}\", ");
        header.Append($"scope=\"{scope}\", resource_metadata=\"{metadata.Address(context.Request)}\"");
        context.Response.Headers[HeaderNames.WWWAuthenticate] = header.ToString();
    }

    /// <summary>RFC 6750 section 3: printable ASCII without quotation mark and backslash.</summary>
    private static string Quoted(string text) => string.Concat(text.Where(letter => letter is >= ' ' and <= '~' and not '"' and not '\\'));
}
