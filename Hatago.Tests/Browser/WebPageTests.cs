using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Hatago.Tests.Browser;

/// <summary>What a web page in a developer's browser can do to the Hatago on the developer's machine: nothing, unless its origin is allowed.</summary>
public sealed partial class WebPageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, bool> Attackers => new()
    {
        { "localhost", false }, // Another port of the machine.
        { "localhost", true },
        { "evil.example", false },
        { "evil.example", true },
    };

    [Theory]
    [MemberData(nameof(Attackers))]
    public async Task A_page_of_another_origin_has_nothing_done_and_reads_nothing(string host, bool drained)
    {
        await using var app = await HatagoApp.StartAsync();
        await using var site = await PageSite.StartAsync();
        var before = await StateAsync(app, drained);

        var seen = await site.VisitAsync(new Uri($"http://{host}:{site.Port}/attack.html"), $"target=http://localhost:{app.Http.BaseAddress!.Port}", Cancellation);

        Assert.All(seen, attempt => Assert.Contains(attempt.Value, (string[])["blocked", "opaque", "sent"]));
        Assert.Equal(before, await StateAsync(app));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_page_whose_name_is_rebound_to_this_machine_has_nothing_done_and_reads_nothing(bool drained)
    {
        await using var app = await HatagoApp.StartAsync();
        await using var name = await ReboundName.StartAsync();
        await using var site = await PageSite.StartAsync(() => name.Target = app.Http.BaseAddress!.Port);
        name.Target = site.Port;
        var before = await StateAsync(app, drained);

        var seen = await site.VisitAsync(new Uri($"http://rebound.example:{name.Port}/attack.html"), "", Cancellation);

        Assert.All(seen, attempt => Assert.True(attempt.Value is "blocked" or "opaque" or "sent" || attempt.Value.StartsWith("403 ", StringComparison.Ordinal), $"{attempt.Key}: {attempt.Value}"));
        Assert.StartsWith("403 ", seen["call, as JSON"]); // It got there.
        Assert.StartsWith("403 ", seen["read the logs"]);
        Assert.Equal(before, await StateAsync(app));
    }

    [Fact]
    public async Task A_page_of_an_allowed_origin_is_a_client_like_any_other()
    {
        await using var site = await PageSite.StartAsync();
        await using var app = await HatagoApp.StartAsync(settings: ("HATAGO_ALLOWED_ORIGINS", $"http://client.example:{site.Port}"));

        var seen = await site.VisitAsync(new Uri($"http://client.example:{site.Port}/client.html"), $"target=http://localhost:{app.Http.BaseAddress!.Port}", Cancellation);

        Assert.False(seen.TryGetValue("error", out var error), error);
        Assert.NotEqual("", seen["session"]);
        Assert.Contains("\"result\"", seen["called"]);
        Assert.Equal(("200", "404"), (seen["ended"], seen["afterwards"]));
        Assert.Equal(1, (await StateAsync(app)).Calls);
    }

    /// <summary>What an attack would change.</summary>
    /// <param name="app">The server.</param>
    /// <param name="drain">Has it drained first.</param>
    private static async Task<(string Drain, int Calls)> StateAsync(HatagoApp app, bool drain = false)
    {
        var answer = await app.Http.SendAsync(new HttpRequestMessage(drain ? HttpMethod.Post : HttpMethod.Get, "/drain"), Cancellation);
        var status = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!["status"]!.GetValue<string>();
        var metrics = await app.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation);
        return (status, Calls().Matches(metrics).Sum(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)));
    }

    [GeneratedRegex("""^hatago_tool_calls_total\{[^}]*tool="fixture\.count"[^}]*\} (\d+)$""", RegexOptions.Multiline)]
    private static partial Regex Calls();
}
