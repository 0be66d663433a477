using System.Diagnostics.Metrics;
using Hatago.PluginSdk.Signing;

namespace Hatago.McpServer.Signing;

internal sealed class SigningMetrics
{
    private readonly Counter<long> _verifications;

    public SigningMetrics(IMeterFactory meters)
    {
        _verifications = meters.Create("Hatago.Signing").CreateCounter<long>(
            "hatago_plugin_verifications_total", description: "Decisions about the signatures of plugins, by what was found.");
        foreach (var status in SignatureStatus.All)
            _verifications.Add(0, new KeyValuePair<string, object?>("status", status));
    }

    public void Verified(string status) => _verifications.Add(1, new KeyValuePair<string, object?>("status", status));
}
