namespace Hatago.McpServer.Slo;

/// <summary>How far back the SLOs look. The names are PromQL's.</summary>
internal static class SloWindows
{
    public const string BudgetName = "30d";
    public const string CurrentName = "5m";
    public const string HourName = "1h";

    public static TimeSpan Budget { get; } = TimeSpan.FromDays(30);

    public static TimeSpan Current { get; } = TimeSpan.FromMinutes(5);

    public static TimeSpan Hour { get; } = TimeSpan.FromHours(1);

    /// <summary>Those that alerts on burn rates look at.</summary>
    public static IReadOnlyList<(string Name, TimeSpan Window)> BurnRates { get; } =
    [
        (CurrentName, Current), ("30m", TimeSpan.FromMinutes(30)), (HourName, Hour), ("2h", TimeSpan.FromHours(2)),
        ("6h", TimeSpan.FromHours(6)), ("1d", TimeSpan.FromDays(1)), ("3d", TimeSpan.FromDays(3)),
    ];
}
