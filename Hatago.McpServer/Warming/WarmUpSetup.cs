namespace Hatago.McpServer.Warming;

internal static class WarmUpSetup
{
    public static void AddWarmUp(this WebApplicationBuilder builder) => builder.Services.AddOptions<WarmUpOptions>().BindConfiguration("Hatago");
}
