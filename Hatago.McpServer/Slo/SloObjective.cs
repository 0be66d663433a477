using System.Text.Json.Serialization;

namespace Hatago.McpServer.Slo;

/// <summary>One objective and how things are. A latency has no current value without traffic.</summary>
internal sealed record SloObjective(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("window")] string Window,
    [property: JsonPropertyName("unit")] string Unit,
    [property: JsonPropertyName("target")] double Target,
    [property: JsonPropertyName("current"), JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? Current,
    [property: JsonPropertyName("state")] string State)
{
    public const string Met = "met";
    public const string Broken = "broken";

    /// <summary>Missed, by so few requests or failures that it says nothing: the low-traffic guard of the alerts.</summary>
    public const string TooFew = "too_few";

    private const int Fewest = 10;

    public static SloObjective Availability(string window, double targetPercent, SliWindow seen)
    {
        var percent = Math.Round(100 * (1 - seen.ErrorRate), 6);
        return new("availability", window, "percent", targetPercent, percent, StateOf(percent >= targetPercent, seen.Failures));
    }

    public static SloObjective ErrorRate(double targetPercent, SliWindow seen)
    {
        var percent = Math.Round(100 * seen.ErrorRate, 6);
        return new("error_rate", SloWindows.CurrentName, "percent", targetPercent, percent, StateOf(percent <= targetPercent, seen.Failures));
    }

    public static SloObjective Latency(string name, double quantile, double targetMs, SliWindow seen)
    {
        var current = Milliseconds(seen.PercentileMs(quantile));
        return new(name, SloWindows.CurrentName, "ms", targetMs, current, StateOf(current <= targetMs, seen.Timed));
    }

    public static double? Milliseconds(double? value) => value is { } milliseconds ? Math.Round(milliseconds, 3) : null;

    private static string StateOf(bool isMet, long seen) => isMet ? Met : seen < Fewest ? TooFew : Broken;
}
