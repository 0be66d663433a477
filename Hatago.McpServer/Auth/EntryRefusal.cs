using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.Extensions.Options;

namespace Hatago.McpServer.Auth;

/// <summary>Tells who is known but has none of the scopes that open <c>/mcp</c>, which one does.</summary>
internal sealed class EntryRefusal(BearerChallenge challenge, IOptions<AuthOptions> options) : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _others = new();

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult) => authorizeResult.Forbidden
        ? challenge.ForbiddenAsync(context, new($"{context.Request.Path} needs a token of scope {options.Value.AuthScope}.", [options.Value.AuthScope]))
        : _others.HandleAsync(next, context, policy, authorizeResult);
}
