using System.Diagnostics.Metrics;

namespace Hatago.McpServer.Admission;

internal sealed class AdmissionMetrics
{
    public AdmissionMetrics(IMeterFactory meters, AdmissionGate gate)
    {
        var meter = meters.Create("Hatago.Admission");
        meter.CreateObservableGauge("hatago_queue_length", () => gate.QueueLength, description: "Calls that wait for a slot.");
        meter.CreateObservableGauge("hatago_queue_limit", () => gate.Options.MaxQueueSize, description: "Calls that may wait.");
        meter.CreateObservableGauge("hatago_concurrency_limit", () => gate.Options.MaxConcurrency, description: "Slots for calls.");
    }
}
