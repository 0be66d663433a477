using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Hatago.Tests.Sessions;

/// <summary>Signs in whoever the header <c>X-User</c> names, in place of a token.</summary>
internal sealed class NamedUser : IStartupFilter
{
    public const string Header = "X-User";

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((context, following) =>
        {
            if (context.Request.Headers[Header].ToString() is { Length: > 0 } name)
                context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", name)], "header"));
            return following(context);
        });
        next(app);
    };
}
