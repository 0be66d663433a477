using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Hatago.Check.Reporting;

/// <summary>A report for people, on 80 columns.</summary>
internal static class Screen
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    public static IRenderable Of(Report report)
    {
        List<IRenderable> parts = [Head(report)];
        if (report.Objectives.Count > 0)
            parts.AddRange([Objectives(report), Budget(report)]);
        if (report.Tools.Count > 0)
            parts.Add(Tools(report));
        if (report.Plugins.Count > 0)
            parts.Add(Plugins(report));
        parts.Add(Alerts(report));
        parts.AddRange(report.Problems.Select(problem => new Text($"! {Printable(problem)}", new(Color.Yellow))));
        return new Rows(parts.SelectMany(part => new[] { part, Text.Empty }).SkipLast(1));
    }

    private static Rows Head(Report report)
    {
        var health = report.Health switch
        {
            null => "not reached",
            { Status: "pass" } up => $"ready, up for {Duration(up.Uptime)}",
            var down => $"not ready ({Printable(down.Reason ?? "a check fails")}), up for {Duration(down.Uptime)}",
        };
        var load = report.Load is { } now ? $"; {now.ActiveRequests} of {now.MaxConcurrency} slots taken, {now.QueueLength} of {now.MaxQueueSize} queued" : "";
        return new(
            new Text($"Hatago at {report.Url}, {report.Timestamp.ToString("yyyy-MM-dd HH:mm:ss", Invariant)} UTC: {report.State.Replace('_', ' ')}", new(ColorOf(report.State), decoration: Decoration.Bold)),
            new Text(health + load));
    }

    private static Table Objectives(Report report)
    {
        var table = Plain("SLO", "window", "target", "service", "this process", "");
        foreach (var one in report.Objectives)
        {
            table.AddRow(
                new Text(one.Name.Replace('_', ' ')), new Text(one.Window), new Text((one.Name == "availability" ? "≥ " : "≤ ") + Amount(one.Target, one.Unit)),
                new Text(Amount(one.Service, one.Unit)), new Text(Amount(one.Process, one.Unit)), State(one.State));
        }

        return table;
    }

    private static Table Budget(Report report)
    {
        var table = Plain(["", .. report.BurnRates.Select(one => one.Window), "budget left"]);
        table.AddRow([new Text("burn rate, service"), .. report.BurnRates.Select(one => Burn(one.Service)), Left(report.ErrorBudgetRemaining?.Service)]);
        table.AddRow([new Text("burn rate, process"), .. report.BurnRates.Select(one => Burn(one.Process)), Left(report.ErrorBudgetRemaining?.Process)]);
        return table;
    }

    private static Table Tools(Report report)
    {
        var table = Plain("tool", "promises", "of", "is", "");
        foreach (var one in report.Tools)
            table.AddRow(new Text(Printable(one.Tool)), new Text($"{one.Name.Replace('_', ' ')} {Amount(one.Target, one.Unit)}"), new Text(one.Window), new Text(Amount(one.Current, one.Unit)), State(one.State));
        return table;
    }

    private static Table Plugins(Report report)
    {
        var table = Plain("plugin", "version", "signature", "circuit", "");
        foreach (var one in report.Plugins)
        {
            var circuit = report.Breakers.FirstOrDefault(breaker => breaker.Plugin == one.Name)?.State ?? "";
            table.AddRow(
                new Text(Printable(one.Name)), new Text(Printable(one.Version ?? "")), new Text(one.Signature ?? "", new(one.Signature is "valid" ? Color.Green : one.Served ? Color.Yellow : Color.Red)),
                new Text(circuit.Replace('_', ' '), new(ColorOf(circuit))),
                new Text(Printable(string.Join("; ", one.Reasons.Prepend(one.Served ? "served" : "refused"))), new(one.Served ? Color.Default : Color.Red)));
        }

        return table;
    }

    private static IRenderable Alerts(Report report)
    {
        if (report.Alerts is not { } alerts)
            return new Text("Alerts: not known");
        if (alerts.Count == 0)
            return new Text("Alerts: none");

        return new Rows(alerts.Select(one => new Rows(
            new Text(
                $"{Printable(one.Severity)} {Printable(one.Name)}, {one.State} since {one.Since.ToString("MM-dd HH:mm:ss", Invariant)} UTC",
                new(one.State != "firing" ? Color.Default : one.Severity == "critical" ? Color.Red : Color.Yellow)),
            new Text($"  {Printable(one.Summary)}\n  {Printable(one.RunbookUrl)}"))));
    }

    private static Table Plain(params string[] columns)
    {
        var table = new Table { Border = TableBorder.None, ShowRowSeparators = false }.AddColumns([.. columns.Select(name => new TableColumn(new Text(name, new(decoration: Decoration.Dim))) { Padding = new(0, 0, 2, 0) })]);
        return table;
    }

    private static Text State(string state) => new(state switch { "too_few" => "too few to tell", _ => state }, new(ColorOf(state)));

    private static Text Burn(double? rate) => new(rate is { } value ? value.ToString(value < 100 ? "0.0#" : "0", Invariant) : "–", new(rate switch { > 6 => Color.Red, > 1 => Color.Yellow, _ => Color.Default }));

    private static Text Left(double? remaining) => new(remaining is { } value ? $"{(100 * value).ToString("0.#", Invariant)} %" : "–", new(remaining switch { <= 0 => Color.Red, < 0.25 => Color.Yellow, _ => Color.Default }));

    private static Color ColorOf(string state) => state switch
    {
        "ok" or "met" or "closed" => Color.Green,
        "broken" or "unreachable" or "not_ready" or "open" => Color.Red,
        "half_open" or "unknown" => Color.Yellow,
        _ => Color.Default,
    };

    private static string Amount(double? value, string unit) =>
        value is { } amount ? $"{amount.ToString("0.####", Invariant)} {(unit == "percent" ? "%" : unit)}" : "–";

    private static string Duration(double seconds)
    {
        var time = TimeSpan.FromSeconds(seconds);
        return time.TotalDays >= 1 ? $"{(int)time.TotalDays} d {time.Hours} h" : time.TotalHours >= 1 ? $"{time.Hours} h {time.Minutes} min" : $"{time.Minutes} min {time.Seconds} s";
    }

    /// <summary>What others wrote, without what could move a terminal's cursor or colour it.</summary>
    private static string Printable(string text) => string.Concat(text.Select(one => char.IsControl(one) || char.GetUnicodeCategory(one) == UnicodeCategory.Format ? '?' : one));
}
