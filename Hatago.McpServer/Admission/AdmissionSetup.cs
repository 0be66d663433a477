namespace Hatago.McpServer.Admission;

internal static class AdmissionSetup
{
    public static void AddAdmission(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<AdmissionOptions>().BindConfiguration("Hatago");
        services.AddSingleton<AdmissionGate>();
        services.AddActivatedSingleton<AdmissionMetrics>();
    }
}
