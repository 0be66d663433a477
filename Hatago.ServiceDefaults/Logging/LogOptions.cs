namespace Hatago.ServiceDefaults.Logging;

internal sealed record LogOptions
{
    /// <summary><c>json</c> or <c>compact</c>.</summary>
    public string LogFormat { get; init; } = "json";

    /// <summary>Whether entries go to stdout. Off, <c>/logs</c> and OTLP still have them.</summary>
    public bool LogEnabled { get; init; } = true;

    /// <summary>How many entries <c>/logs</c> can look back.</summary>
    public int LogBufferSize { get; init; } = 1000;

    /// <summary>More names of fields whose values are never written, as a comma-separated list.</summary>
    public string LogRedactFields { get; init; } = "";
}
