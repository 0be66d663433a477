namespace Aspire.Hosting.ApplicationModel;

#pragma warning disable ASPIREPROBES001 // The name is real Aspire's, where probes are experimental.
/// <summary>How a resource is asked, once it is published.</summary>
internal sealed record ProbeAnnotation(
    ProbeType Type, EndpointReference Endpoint, string Path, int InitialDelaySeconds, int PeriodSeconds, int TimeoutSeconds, int FailureThreshold, int SuccessThreshold)
    : IResourceAnnotation;
