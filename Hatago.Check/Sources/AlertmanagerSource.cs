using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Hatago.Check.Reporting;

namespace Hatago.Check.Sources;

/// <summary>What fires.</summary>
internal sealed class AlertmanagerSource(HttpClient http, Uri url)
{
    private const string Watchdog = "Watchdog";

    /// <exception cref="HttpRequestException">It does not answer.</exception>
    public async Task<AlertmanagerAnswer> ReadAsync(CancellationToken cancellation)
    {
        var answer = (await http.GetFromJsonAsync<JsonArray>(new Uri(url, "/api/v2/alerts"), cancellation))!;
        var all = answer.Select(alert => new Report.Alert(
            alert!["labels"]!["alertname"]!.GetValue<string>(),
            alert["labels"]!["severity"]?.GetValue<string>() ?? "unknown",
            alert["status"]!["state"]!.GetValue<string>() == "suppressed" ? "held back" : "firing",
            alert["startsAt"]!.GetValue<DateTimeOffset>().UtcDateTime,
            alert["annotations"]!["summary"]?.GetValue<string>() ?? "",
            alert["annotations"]!["runbook_url"]?.GetValue<string>() ?? "",
            alert["labels"]!.AsObject().ToDictionary(label => label.Key, label => label.Value!.GetValue<string>()))).ToArray();
        return new(
            [.. all.Where(alert => alert.Name != Watchdog).OrderBy(alert => alert.State == "firing" ? 0 : 1).ThenBy(alert => alert.Severity).ThenBy(alert => alert.Since)],
            all.Any(alert => alert.Name == Watchdog));
    }
}
