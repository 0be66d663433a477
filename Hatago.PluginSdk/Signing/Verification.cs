namespace Hatago.PluginSdk.Signing;

/// <summary>What a verification found.</summary>
/// <param name="Status">One of <see cref="SignatureStatus"/>.</param>
/// <param name="Message">Why, in a sentence that names what was wrong.</param>
internal sealed record Verification(string Status, string Message)
{
    /// <summary>What was signed, when it could be read: the evidence, to judge again by.</summary>
    public SignedStatement? Signed
    {
        get;
        init
        {
            field = value;
            Summary = value is null ? Summary : SignatureSummary.Of(value);
        }
    }

    /// <summary>What the signature says; stays when the evidence goes.</summary>
    public SignatureSummary? Summary { get; private init; }

    /// <summary>When it may be another, with nothing having changed but time; none when time alone changes nothing.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>The key that the status is about.</summary>
    public string? KeyId { get; init; }

    /// <summary>Each file that is not as it was signed: <c>path: what differs</c>.</summary>
    public IReadOnlyList<string> Differences { get; init; } = [];

    public bool IsValid => Status == SignatureStatus.Valid;
}
