namespace Hatago.ServiceDefaults.Logging.Redaction;

/// <summary>
/// What an entry keeps of an exception: its texts, with nothing secret in them. The exception itself would hold on to its plugin,
/// which could then not be unloaded.
/// </summary>
internal sealed class LoggedException(string name, string message, string text) : Exception(message)
{
    /// <summary>The type's full name.</summary>
    public string Name => name;

    /// <summary>Types, messages and stack traces, the inner ones too.</summary>
    public override string ToString() => text;
}
