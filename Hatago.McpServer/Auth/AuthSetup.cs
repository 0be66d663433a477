namespace Hatago.McpServer.Auth;

internal static class AuthSetup
{
    public static void AddAuth(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ManagementOptions>().BindConfiguration("Hatago");
        builder.Services.AddSingleton<ManagementPolicy>();
    }

    /// <summary>Answers 403 to whom management is not allowed.</summary>
    public static TBuilder RequireManagement<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.AddEndpointFilter(async (invocation, next) =>
            invocation.HttpContext.RequestServices.GetRequiredService<ManagementPolicy>().Allows(invocation.HttpContext)
                ? await next(invocation)
                : TypedResults.Problem($"{invocation.HttpContext.Request.Path} is management: {ManagementPolicy.Rule}.", statusCode: StatusCodes.Status403Forbidden));
}
