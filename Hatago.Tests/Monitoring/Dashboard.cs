using System.Text.Json.Nodes;

namespace Hatago.Tests.Monitoring;

/// <summary>A file of <c>monitoring/grafana/dashboards</c>.</summary>
internal sealed class Dashboard(string name)
{
    public static string[] Names => [.. Directory.GetFiles(MonitoringFolder.Path("grafana", "dashboards"), "*.json").Select(file => Path.GetFileNameWithoutExtension(file)!)];

    public JsonNode Root { get; } = JsonNode.Parse(File.ReadAllText(MonitoringFolder.Path("grafana", "dashboards", $"{name}.json")))!;

    public JsonNode[] Panels => [.. Root["panels"]!.AsArray()!];

    public JsonNode[] Variables => [.. Root["templating"]!["list"]!.AsArray()!];

    public IEnumerable<string> Queries => Panels.SelectMany(panel => panel["targets"]!.AsArray()).Select(target => target!["expr"]!.GetValue<string>());

    /// <summary>The queries of its variables, as Prometheus would be asked.</summary>
    public IEnumerable<string> VariableQueries => Variables.Where(variable => variable["type"]!.GetValue<string>() == "query")
        .Select(variable => variable["query"]!["query"]!.GetValue<string>().Split(['(', ',', ')'], StringSplitOptions.TrimEntries))
        .Select(parts => $"count by ({parts[2]}) ({parts[1]})");

    public static string Concrete(string query) => query.Replace("$__rate_interval", "10s").Replace("$instance", ".*").Replace("$plugin", ".*");
}
