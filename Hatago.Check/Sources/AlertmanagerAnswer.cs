namespace Hatago.Check.Sources;

/// <summary>What fires.</summary>
/// <param name="Alerts">The worst first.</param>
/// <param name="HasHeartbeat">Whether the Watchdog is heard.</param>
internal sealed record AlertmanagerAnswer(IReadOnlyList<Reporting.Report.Alert> Alerts, bool HasHeartbeat);
