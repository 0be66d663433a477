using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Hatago.Check.Sources;

/// <summary>What the recording rules say: of all replicas, and over restarts.</summary>
internal sealed class PrometheusSource(HttpClient http, Uri url)
{
    private const string Query = """{__name__=~"hatago:(error_budget:ratio|success_rate:30d|error_rate:5m|latency_p(95|99):5m|error_budget_remaining:30d|burn_rate:.+|requests:increase5m|failures:increase(5m|30d)|slo_target:.+)"}""";

    /// <returns>The value of each rule by its name; empty where Prometheus watches no Hatago.</returns>
    /// <exception cref="HttpRequestException">It does not answer.</exception>
    public async Task<IReadOnlyDictionary<string, double>> ReadAsync(CancellationToken cancellation)
    {
        var answer = await http.GetFromJsonAsync<JsonNode>(new Uri(url, $"/api/v1/query?query={Uri.EscapeDataString(Query)}"), cancellation);
        var values = answer!["data"]!["result"]!.AsArray().ToDictionary(
            one => one!["metric"]!["__name__"]!.GetValue<string>(),
            one => double.Parse(one!["value"]![1]!.GetValue<string>(), CultureInfo.InvariantCulture));
        return values.ContainsKey("hatago:error_budget:ratio") ? values : new Dictionary<string, double>(); // Rates are 0 without a series, budgets are not made up.
    }
}
