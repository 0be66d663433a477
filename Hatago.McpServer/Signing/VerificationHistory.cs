using Hatago.PluginSdk.Signing;

namespace Hatago.McpServer.Signing;

/// <summary>The last verifications, and counts of all since the start.</summary>
internal sealed class VerificationHistory
{
    private const int Capacity = 100;

    private readonly Lock _lock = new();
    private readonly Queue<RecentVerification> _recent = new(Capacity);
    private readonly Dictionary<string, long> _counts = SignatureStatus.All.ToDictionary(status => status, _ => 0L);
    private long _blocked;

    public void Add(RecentVerification verification)
    {
        lock (_lock)
        {
            if (_recent.Count == Capacity)
                _recent.Dequeue();
            _recent.Enqueue(verification);
            _counts[verification.Status]++;
            if (verification.Served is false)
                _blocked++;
        }
    }

    /// <returns>Newest first.</returns>
    public IReadOnlyList<RecentVerification> Recent()
    {
        lock (_lock)
            return [.. _recent.Reverse()];
    }

    public SecurityMetrics Metrics()
    {
        lock (_lock)
        {
            return new(
                _counts.Values.Sum(), _counts[SignatureStatus.Valid], _counts[SignatureStatus.Invalid],
                _counts[SignatureStatus.Untrusted], _counts[SignatureStatus.Expired], _blocked);
        }
    }
}
