namespace Aspire.Hosting.Kubernetes.Resources;

/// <summary>Asks a container how it is.</summary>
public sealed class ProbeV1
{
    /// <summary>By HTTP: 200 to 399 is well.</summary>
    public HttpGetActionV1? HttpGet { get; set; }

    /// <summary>Seconds from the start of the container to the first attempt.</summary>
    public int? InitialDelaySeconds { get; set; }

    /// <summary>Seconds between attempts.</summary>
    public int? PeriodSeconds { get; set; }

    /// <summary>Seconds that an answer may take.</summary>
    public int? TimeoutSeconds { get; set; }

    /// <summary>Failures in a row that count as one.</summary>
    public int? FailureThreshold { get; set; }

    /// <summary>Successes in a row that count as one.</summary>
    public int? SuccessThreshold { get; set; }
}
