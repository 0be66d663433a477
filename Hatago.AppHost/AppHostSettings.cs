namespace Hatago.AppHost;

/// <summary>Settings of the AppHost, under <c>Hatago</c>: <c>--Hatago:Port=9000</c>, or the variable <c>Hatago__Port</c>.</summary>
internal sealed record AppHostSettings
{
    public int Port { get; init; } = 8787;

    /// <summary>Prometheus, Alertmanager and Grafana beside the server.</summary>
    public bool Monitoring { get; init; } = true;

    public int PrometheusPort { get; init; } = 9090;

    public int AlertmanagerPort { get; init; } = 9093;

    public int GrafanaPort { get; init; } = 3000;

    /// <summary>Where each of Alertmanager's receivers posts to; when absent, alerts are shown on its page and posted nowhere.</summary>
    public Uri? AlertWebhook { get; init; }

    /// <summary>The files of Prometheus, Alertmanager and Grafana; <c>monitoring</c> of the repository when absent.</summary>
    public string? MonitoringFolder { get; init; }

    /// <summary>Where the configuration of this run and the data of Prometheus are written; in <c>artifacts/run</c>, by port, when absent.</summary>
    public string? RunFolder { get; init; }
}
