using Hatago.Check.Reporting;

namespace Hatago.Check.Sources;

/// <summary>Of <c>concurrency.status</c>.</summary>
internal sealed record ConcurrencyAnswer(long ActiveRequests, long QueueLength, ConcurrencyAnswer.Configured Config, IReadOnlyList<Report.Breaker> Circuits)
{
    internal sealed record Configured(long MaxConcurrency, long MaxQueueSize);
}
