namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a snapshot says, in words.</summary>
internal static class ResourceSnapshotText
{
    /// <summary>Property: why the resource is in its state.</summary>
    public const string Reason = "resource.reason";

    /// <summary>Property: the process id.</summary>
    public const string ProcessId = "resource.pid";

    /// <summary>For example <c>Exited with code 1</c>, <c>FailedToStart: there is no command 'x' on PATH</c>, <c>Running, unhealthy: 503</c>.</summary>
    public static string Describe(this CustomResourceSnapshot snapshot)
    {
        var state = snapshot.State?.Text ?? KnownResourceStates.NotStarted;
        if (snapshot.ExitCode is { } code && KnownResourceStates.TerminalStates.Contains(state))
            return $"{state} with code {code}";
        if (snapshot.Get(Reason) is { } reason)
            return $"{state}: {reason}";
        if (snapshot.HealthStatus is { } health && health != Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy)
            return $"{state}, not healthy: {string.Join("; ", snapshot.HealthReports.Select(report => report.Description ?? "not checked yet").Distinct())}";
        return state;
    }

    public static string? Get(this CustomResourceSnapshot snapshot, string property) =>
        snapshot.Properties.FirstOrDefault(one => one.Name == property)?.Value?.ToString();

    public static CustomResourceSnapshot With(this CustomResourceSnapshot snapshot, string property, object? value)
    {
        var others = snapshot.Properties.RemoveAll(one => one.Name == property);
        return snapshot with { Properties = value is null ? others : others.Add(new(property, value)) };
    }
}
