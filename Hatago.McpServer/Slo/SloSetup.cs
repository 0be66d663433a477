using Hatago.McpServer.Mcp;

namespace Hatago.McpServer.Slo;

internal static class SloSetup
{
    public static void AddSlo(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<SloOptions>().BindConfiguration("Hatago:Slo");
        builder.Services.AddSingleton<Slis>();
        builder.Services.AddSingleton<SloMetrics>();
        builder.Services.AddSingleton<IOperationalTools, SloTools>();
    }

    public static void UseSlo(this IApplicationBuilder app) => app.UseMiddleware<RequestMetricsMiddleware>();
}
