using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace Hatago.McpServer.Auth;

/// <summary>
/// Who gets as far as <c>/mcp</c>: whose token opens calls or management; what of it, is decided by the message. Where no token is
/// needed: everyone, but with one that is not right.
/// </summary>
internal sealed class EntryRequirement : IAuthorizationRequirement
{
    public const string Policy = "entry";

    internal sealed class Handler(IOptions<AuthOptions> options) : AuthorizationHandler<EntryRequirement>
    {
        protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, EntryRequirement requirement)
        {
            if (await IsMetAsync(context.User, (HttpContext)context.Resource!))
                context.Succeed(requirement);
        }

        private async Task<bool> IsMetAsync(ClaimsPrincipal user, HttpContext context) => options.Value.RequireAuth
            ? user.HasScope(options.Value.AuthScope) || user.HasScope(ManagementPolicy.Scope)
            : (await context.AuthenticateAsync()).Failure is null;
    }
}
