namespace Hatago.McpServer.Admission;

/// <summary>What the gate has seen since the start.</summary>
/// <param name="Total">Calls that asked for a slot.</param>
/// <param name="Rejected">Of these, refused: the queue was full, or the wait over.</param>
/// <param name="Queued">Of these, had to wait.</param>
/// <param name="TimedOut">Of these, waited too long; they are among the rejected.</param>
internal sealed record AdmissionCounters(long Total, long Rejected, long Queued, long TimedOut);
