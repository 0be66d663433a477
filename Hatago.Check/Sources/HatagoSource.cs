using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Hatago.Check.Reporting;

namespace Hatago.Check.Sources;

/// <summary>What Hatago says of itself: probes, and the operational tools, which are management.</summary>
internal sealed class HatagoSource(HttpClient http, Uri url)
{
    /// <exception cref="HttpRequestException">It does not answer, or it is something else.</exception>
    public async Task<Report.HealthState> HealthAsync(CancellationToken cancellation)
    {
        using var ready = await http.GetAsync(new Uri(url, "/health/ready"), cancellation);
        if (ready.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable))
            throw new HttpRequestException($"/health/ready answered {(int)ready.StatusCode}, so something else listens there");
        var state = (await ready.Content.ReadFromJsonAsync(HatagoJson.Default.ReadyAnswer, cancellation))!;
        var live = (await http.GetFromJsonAsync(new Uri(url, "/health/live"), HatagoJson.Default.LiveAnswer, cancellation))!;
        return new(state.Status, state.Reason, live.Uptime);
    }

    /// <returns>What the tool answers; <see langword="null"/> where management is not allowed, or Hatago takes no calls.</returns>
    /// <exception cref="HttpRequestException">It does not answer.</exception>
    public async Task<T?> CallAsync<T>(string tool, JsonTypeInfo<T> type, CancellationToken cancellation) where T : class
    {
        using var call = JsonContent.Create(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 1, ["method"] = "tools/call", ["params"] = new JsonObject { ["name"] = tool } });
        using var answer = await http.PostAsync(new Uri(url, "/mcp"), call, cancellation);
        if (answer.Content.Headers.ContentType?.MediaType != "application/json")
            return null;
        var result = (await answer.Content.ReadFromJsonAsync<JsonObject>(cancellation))?["result"];
        return result is null || result["isError"]?.GetValue<bool>() is true ? null : result["structuredContent"].Deserialize(type);
    }
}
