using System.Diagnostics;
using System.Globalization;
using Hatago.ServiceDefaults.Logging.Redaction;
using OpenTelemetry;

namespace Hatago.ServiceDefaults.Telemetry;

/// <summary>Takes out of spans what is taken out of log entries: from their names, attributes and status. A span that has a secret where none can be taken out is not exported.</summary>
internal sealed class RedactedSpans(LogRedactor redactor) : BaseProcessor<Activity>
{
    /// <summary>At once, because spans below and links take it over.</summary>
    public override void OnStart(Activity data)
    {
        if (data.TraceStateString is { } state && redactor.Text(state) != state)
            data.TraceStateString = null;
    }

    public override void OnEnd(Activity data)
    {
        if (!data.IsAllDataRequested)
            return;

        List<KeyValuePair<string, object?>>? changed = null;
        foreach (ref readonly var tag in data.EnumerateTagObjects())
        {
            if (Clean(tag.Key, tag.Value) is var clean && !ReferenceEquals(clean, tag.Value))
                (changed ??= []).Add(new(tag.Key, clean));
        }

        foreach (var (name, value) in changed ?? [])
            data.SetTag(name, value);
        if (redactor.Text(data.DisplayName, isOurs: true) is var displayName && displayName != data.DisplayName)
            data.DisplayName = displayName;
        if (data.Source.Name == TelemetrySetup.McpSource && data.StatusDescription is not null)
            data.SetStatus(data.Status); // There the SDK puts what a tool answered.
        else if (data.StatusDescription is { } description && redactor.Text(description) is var status && status != description)
            data.SetStatus(data.Status, status);
        if (HasSecretInEvents(data) || HasSecretInLinks(data))
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
    }

    private object? Clean(string name, object? value)
    {
        if (value is null or bool)
            return value;
        if (redactor.IsSensitive(name))
            return SecretShapes.Redacted;
        var text = value is string[] texts ? string.Join(", ", texts) : Convert.ToString(value, CultureInfo.InvariantCulture)!;
        return redactor.Text(text, IsOurs(name)) is var clean && clean != text ? clean : value;
    }

    /// <summary>What a caller cannot blot out by sending it as an argument.</summary>
    private static bool IsOurs(string name) => name is "gen_ai.tool.name" or "gen_ai.operation.name" or "gen_ai.prompt.name" or "mcp.method.name" or "mcp.session.id" or "error.type"
        || name.StartsWith("hatago.", StringComparison.Ordinal) || name.StartsWith("network.", StringComparison.Ordinal) || name.StartsWith("server.", StringComparison.Ordinal);

    /// <summary>Events and links cannot be changed.</summary>
    private bool HasSecretInLinks(Activity span)
    {
        foreach (ref readonly var link in span.EnumerateLinks())
        {
            if (link.Context.TraceState is { } state && redactor.Text(state) != state)
                return true;
        }

        return false;
    }

    private bool HasSecretInEvents(Activity span)
    {
        foreach (ref readonly var happened in span.EnumerateEvents())
        {
            foreach (ref readonly var tag in happened.EnumerateTagObjects())
            {
                if (tag.Value is not null && !ReferenceEquals(Clean(tag.Key, tag.Value), tag.Value))
                    return true;
            }
        }

        return false;
    }
}
