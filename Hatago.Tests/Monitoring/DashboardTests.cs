using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Hatago.Tests.Monitoring;

/// <summary>What every dashboard must have, and that each of its queries returns data.</summary>
public sealed partial class DashboardTests
{
    private static readonly string[] Types = ["timeseries", "stat", "gauge", "table", "heatmap"];

    /// <summary>Panels whose figures have an objective or a limit.</summary>
    private static readonly string[] Judged = ["hatago-slo"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Dashboards => [.. Dashboard.Names];

    [Fact]
    public void There_are_four_and_no_two_are_taken_for_each_other()
    {
        Assert.Equal(["hatago-capacity", "hatago-plugins", "hatago-requests", "hatago-slo"], Dashboard.Names.Order());
        Assert.Equal(4, Dashboard.Names.Select(name => new Dashboard(name).Root["uid"]!.GetValue<string>()).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void A_dashboard_is_read_only_and_takes_its_data_source_from_a_variable(string name)
    {
        var dashboard = new Dashboard(name);

        Assert.False(dashboard.Root["editable"]!.GetValue<bool>());
        Assert.Equal("datasource", dashboard.Variables.First(variable => variable["name"]!.GetValue<string>() == "datasource")["type"]!.GetValue<string>());
        Assert.All(DataSources(dashboard.Root), uid => Assert.Equal("${datasource}", uid));
        Assert.All(dashboard.Panels, panel => Assert.NotNull(panel["datasource"]));
        Assert.All(dashboard.Panels.SelectMany(panel => panel["targets"]!.AsArray()), target => Assert.NotNull(target!["datasource"]));
    }

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void A_panel_has_a_description_a_unit_and_a_type_that_is_not_deprecated(string name) => Assert.All(new Dashboard(name).Panels, panel =>
    {
        Assert.Contains(panel["type"]!.GetValue<string>(), Types);
        Assert.EndsWith(".", panel["description"]!.GetValue<string>());
        Assert.False(string.IsNullOrEmpty(panel["fieldConfig"]!["defaults"]!["unit"]!.GetValue<string>()));
        Assert.NotEmpty(panel["targets"]!.AsArray());
        if (panel["type"]!.GetValue<string>() is "stat" or "gauge" || (Judged.Contains(name) && panel["type"]!.GetValue<string>() != "table"))
            Assert.True(Thresholds(panel) > 0, $"{panel["title"]} has no threshold");
    });

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Panels_have_their_own_place_and_id(string name)
    {
        var panels = new Dashboard(name).Panels;

        Assert.Equal(panels.Length, panels.Select(panel => panel["id"]!.GetValue<int>()).Distinct().Count());
        var cells = panels.SelectMany(Cells).ToArray();
        Assert.Equal(cells.Length, cells.Distinct().Count());
        Assert.All(cells, cell => Assert.InRange(cell.X, 0, 23));
    }

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Runbooks_and_series_and_variables_exist(string name)
    {
        var dashboard = new Dashboard(name);
        var known = MonitoringFolder.Rules.Where(rule => rule.Children.ContainsKey("record")).Select(rule => rule.Text("record"))
            .Concat(Metric().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "observability", "metrics.md"))).Select(match => match.Value)).ToHashSet();

        var links = dashboard.Panels.SelectMany(panel => panel["links"]?.AsArray() ?? []).Select(link => link!["url"]!.GetValue<string>()).ToArray();
        Assert.NotEmpty(links);
        Assert.All(links, link => Assert.True(File.Exists(Path.Combine(Repository.Root, link.Replace("${runbooks}", "docs/runbooks", StringComparison.Ordinal))), link));
        Assert.Empty(dashboard.Queries.SelectMany(query => Series().Matches(query)).Select(match => Suffix().Replace(match.Value, "")).Except(known));
        var variables = dashboard.Variables.Select(variable => variable["name"]!.GetValue<string>()).ToArray();
        var used = Variable().Matches(dashboard.Root.ToJsonString()).Select(match => match.Groups[1].Value).Where(one => !one.StartsWith("__", StringComparison.Ordinal)).Distinct().ToArray();
        Assert.Equal(variables.Order(), used.Order());
    }

    [Fact]
    public async Task Every_query_of_every_panel_returns_data()
    {
        await using var app = await MonitoredApplication.StartAsync(new PluginsFolder().AddHello().AddEmpty("broken")
            .AddFixture(change: manifest => manifest["slo"] = JsonNode.Parse("""{"availability":99,"p95Ms":200}""")));
        using var isOver = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var traffic = TrafficAsync(app, isOver.Token);

        foreach (var query in Dashboard.Names.Select(name => new Dashboard(name)).SelectMany(dashboard => dashboard.Queries.Concat(dashboard.VariableQueries)).Distinct())
        {
            var concrete = Dashboard.Concrete(query);
            await Eventually.GetAsync(
                async () => (concrete, Result: await app.QueryAsync(concrete, Cancellation)),
                answer => answer.Result.Any(series => series!["value"]![1]!.GetValue<string>() != "NaN"), Cancellation);
        }

        await isOver.CancelAsync();
        await traffic;
    }

    private static async Task TrafficAsync(MonitoredApplication app, CancellationToken isOver)
    {
        while (!isOver.IsCancellationRequested)
        {
            await app.CallAsync("hello.hatago", null, Cancellation);
            await app.CallAsync("fixture.take", new { milliseconds = 20 }, Cancellation);
            await app.CallAsync("fixture.take", new { milliseconds = 2, fail = true }, Cancellation);
            await app.CallAsync("fixture.take", new { milliseconds = "none" }, Cancellation);
            using var missing = await app.Hatago.GetAsync(new Uri("/missing", UriKind.Relative), Cancellation);
        }
    }

    private static int Thresholds(JsonNode panel) => panel["fieldConfig"]!["defaults"]!["thresholds"]!["steps"]!.AsArray().Count - 1;

    private static IEnumerable<(int X, int Y)> Cells(JsonNode panel)
    {
        var at = panel["gridPos"]!;
        return from x in Enumerable.Range(at["x"]!.GetValue<int>(), at["w"]!.GetValue<int>())
               from y in Enumerable.Range(at["y"]!.GetValue<int>(), at["h"]!.GetValue<int>())
               select (x, y);
    }

    private static IEnumerable<string> DataSources(JsonNode? node) => node switch
    {
        JsonObject one => one.SelectMany(member => member.Key == "datasource" ? [member.Value!["uid"]!.GetValue<string>()] : DataSources(member.Value)),
        JsonArray list => list.SelectMany(DataSources),
        _ => [],
    };

    [GeneratedRegex(@"\bhatago[_:][a-z0-9_:]+")]
    private static partial Regex Series();

    [GeneratedRegex("_(bucket|count|sum)$")]
    private static partial Regex Suffix();

    [GeneratedRegex("hatago_[a-z_0-9]+")]
    private static partial Regex Metric();

    [GeneratedRegex(@"\$\{?([a-z_]+)\}?")]
    private static partial Regex Variable();
}
