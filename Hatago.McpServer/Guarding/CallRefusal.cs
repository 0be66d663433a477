namespace Hatago.McpServer.Guarding;

/// <summary>What a caller is told when a call brought no result.</summary>
/// <param name="Reason">One of the reasons of <c>hatago_errors_total</c>, or <see cref="Cancelled"/>.</param>
/// <param name="Text">For people and models.</param>
/// <param name="RetryAfterMs">Milliseconds, where it is known.</param>
internal sealed record CallRefusal(string Reason, string Text, long? RetryAfterMs)
{
    /// <summary>The caller went away: nobody reads the answer, and it is no error of ours.</summary>
    public const string Cancelled = "cancelled";
}
