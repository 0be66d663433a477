namespace Hatago.McpServer.Slo;

internal static class SloSetup
{
    public static void AddSlo(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<SloOptions>().BindConfiguration("Hatago:Slo");
        builder.Services.AddSingleton<SloMetrics>();
    }

    public static void UseSlo(this IApplicationBuilder app) => app.UseMiddleware<RequestMetricsMiddleware>();
}
