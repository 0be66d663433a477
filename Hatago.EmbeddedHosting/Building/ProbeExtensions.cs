using System.Diagnostics.CodeAnalysis;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Says how a resource is asked for its health where it is published.</summary>
public static class ProbeExtensions
{
    /// <summary>Asks an HTTP endpoint. While the application runs here it counts for the resource's health, as <c>WithHttpHealthCheck</c> does.</summary>
    /// <typeparam name="T">The kind of resource.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="type">What the answer is for.</param>
    /// <param name="path">What to ask for; <c>/</c> when absent.</param>
    /// <param name="initialDelaySeconds">From the start to the first attempt; 5 when absent.</param>
    /// <param name="periodSeconds">Between attempts; 5 when absent.</param>
    /// <param name="timeoutSeconds">For an answer; 1 when absent.</param>
    /// <param name="failureThreshold">Failures in a row that count as one; 3 when absent.</param>
    /// <param name="successThreshold">Successes in a row that count as one; 1 when absent.</param>
    /// <param name="endpointName">Where to ask; <c>http</c> when absent.</param>
    [Experimental("ASPIREPROBES001")]
    public static IResourceBuilder<T> WithHttpProbe<T>(
        this IResourceBuilder<T> builder, ProbeType type, string? path = null, int? initialDelaySeconds = null, int? periodSeconds = null, int? timeoutSeconds = null,
        int? failureThreshold = null, int? successThreshold = null, string? endpointName = null)
        where T : IResourceWithEndpoints, IResourceWithProbes
    {
        builder.Resource.Annotations.Add(new ProbeAnnotation(
            type, builder.GetEndpoint(endpointName ?? "http"), path ?? "/", initialDelaySeconds ?? 5, periodSeconds ?? 5, timeoutSeconds ?? 1, failureThreshold ?? 3, successThreshold ?? 1));
        return builder.WithHttpHealthCheck(path, endpointName: endpointName);
    }
}
