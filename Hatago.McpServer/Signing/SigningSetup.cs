using Hatago.McpServer.Mcp;

namespace Hatago.McpServer.Signing;

internal static class SigningSetup
{
    public static void AddSigning(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<SigningOptions>().BindConfiguration("Hatago");
        services.AddSingleton<TrustSource>();
        services.AddSingleton<VerificationHistory>();
        services.AddActivatedSingleton<SigningMetrics>();
        services.AddSingleton<PluginSecurity>();
        services.AddSingleton<TestKeys>();
        services.AddSingleton<SecurityReport>();
        services.AddSingleton<IOperationalTools, SecurityTools>();
    }
}
