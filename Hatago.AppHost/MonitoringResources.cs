using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace Hatago.AppHost;

/// <summary>
/// Prometheus, Alertmanager and Grafana, as programs of this machine. One that is missing shows as <c>NotAvailable</c> with
/// what to install, and everything else runs.
/// </summary>
internal static class MonitoringResources
{
    private const string NotAvailable = "NotAvailable";

    public static void AddMonitoring(this IDistributedApplicationBuilder builder, IResourceBuilder<ProjectResource> server, AppHostSettings settings, string repository)
    {
        var files = new MonitoringFiles(
            settings.MonitoringFolder ?? Path.Combine(repository, "monitoring"),
            settings.RunFolder ?? Path.Combine(repository, "artifacts", "run", settings.Port.ToString(CultureInfo.InvariantCulture)));

        var alertmanagerTool = MonitoringTool.Find("prometheus-alertmanager", "alertmanager");
        var prometheusTool = MonitoringTool.Find("prometheus");
        var grafanaTool = MonitoringTool.Find("grafana-server");
        var alertmanager = builder.AddTool("alertmanager", alertmanagerTool, files, settings.AlertmanagerPort,
            "run ./hatago up without --offline, which fetches it, or install Debian's package prometheus-alertmanager");
        var prometheus = builder.AddTool("prometheus", prometheusTool, files, settings.PrometheusPort,
            "run ./hatago up without --offline, which fetches it, or install Debian's package prometheus");
        var grafana = builder.AddTool("grafana", grafanaTool, files, settings.GrafanaPort,
            "install the package grafana from grafana.com; Debian has none");

        var hatagoHttp = server.GetEndpoint("http");
        var alertmanagerHttp = alertmanager.GetEndpoint("http");
        var prometheusHttp = prometheus.GetEndpoint("http");
        var grafanaHttp = grafana.GetEndpoint("http");
        Dictionary<string, string> Addresses() => new()
        {
            ["hatago:8787"] = Address(hatagoHttp),
            ["prometheus:9090"] = Address(prometheusHttp),
            ["alertmanager:9093"] = Address(alertmanagerHttp),
        };

        alertmanager
            .WithHttpHealthCheck("/-/ready", endpointName: "http")
            .WithArgs(context =>
            {
                var configuration = Path.Combine(files.Write("alertmanager", Addresses()), "alertmanager.yml");
                AlertReceivers.Write(configuration, settings.AlertWebhook);
                context.Args.Add($"--config.file={configuration}");
                context.Args.Add($"--storage.path={files.Data("alertmanager")}");
                context.Args.Add($"--web.listen-address={Address(alertmanagerHttp)}");
                context.Args.Add($"--web.external-url=http://{Address(alertmanagerHttp)}"); // Else links in notifications name the machine, where nothing listens.
                context.Args.Add("--cluster.listen-address="); // One of them; else it asks the network for others.
            });
        prometheus
            .WithHttpHealthCheck("/-/ready", endpointName: "http")
            .WithArgs(context =>
            {
                context.Args.Add($"--config.file={files.Write("prometheus", Addresses())}/prometheus.yml");
                context.Args.Add($"--storage.tsdb.path={files.Data("prometheus")}");
                context.Args.Add("--storage.tsdb.retention.time=35d"); // The error budget's window is 30 days.
                context.Args.Add("--storage.tsdb.retention.size=1GB");
                context.Args.Add("--rules.alert.resend-delay=15s"); // What fires before Alertmanager was found is dropped, and sent again after this.
                context.Args.Add($"--web.listen-address={Address(prometheusHttp)}");
                context.Args.Add($"--web.external-url=http://{Address(prometheusHttp)}");
            });
        grafana
            .WithHttpHealthCheck("/api/health", endpointName: "http")
            .WithArgs("--homepath", "/usr/share/grafana")
            .WithEnvironment(context =>
            {
                var folder = files.Write("grafana", Addresses());
                context.EnvironmentVariables["GF_PATHS_PROVISIONING"] = Path.Combine(folder, "provisioning");
                context.EnvironmentVariables["GF_PATHS_DATA"] = files.Data("grafana");
                context.EnvironmentVariables["HATAGO_DASHBOARDS"] = Path.Combine(folder, "dashboards");
                context.EnvironmentVariables["GF_SERVER_HTTP_ADDR"] = "127.0.0.1";
                context.EnvironmentVariables["GF_SERVER_HTTP_PORT"] = grafanaHttp.Port.ToString(CultureInfo.InvariantCulture);
                context.EnvironmentVariables["GF_AUTH_ANONYMOUS_ENABLED"] = "true"; // To look, not to change; on the loopback only.
                context.EnvironmentVariables["GF_ANALYTICS_REPORTING_ENABLED"] = "false";
                context.EnvironmentVariables["GF_ANALYTICS_CHECK_FOR_UPDATES"] = "false";
            });

        // A Prometheus that fires before it has found its Alertmanager drops the notification.
        if (alertmanagerTool is not null)
            prometheus.WaitFor(alertmanager);
        if (prometheusTool is not null)
            grafana.WaitFor(prometheus);
    }

    private static IResourceBuilder<ExecutableResource> AddTool(
        this IDistributedApplicationBuilder builder, string name, MonitoringTool? tool, MonitoringFiles files, int port, string toInstall)
    {
        var resource = builder.AddExecutable(name, tool?.Path ?? name, files.Folder).WithHttpEndpoint(port, name: "http", isProxied: false);
        if (tool is not null)
        {
            files.LinkAssets(tool);
            return resource;
        }

        builder.Eventing.Subscribe<AfterResourcesCreatedEvent>((created, _) =>
        {
            created.Services.GetRequiredService<ResourceLoggerService>().GetLogger(resource.Resource).NotAvailable(toInstall);
            return created.Services.GetRequiredService<ResourceNotificationService>()
                .PublishUpdateAsync(resource.Resource, now => now with { State = NotAvailable });
        });
        return resource.WithExplicitStart();
    }

    /// <summary>An address on the loopback, in IPv4: what a tool listens on is what others connect to.</summary>
    private static string Address(EndpointReference endpoint) => $"127.0.0.1:{endpoint.Port}";
}
