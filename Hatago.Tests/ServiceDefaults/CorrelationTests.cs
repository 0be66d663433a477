namespace Hatago.Tests.ServiceDefaults;

public sealed class CorrelationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("X-Correlation-ID", "order-66_a.B")]
    [InlineData("X-Trace-ID", "trace.1")]
    public async Task An_id_that_is_allowed_is_echoed_on_every_answer(string header, string id)
    {
        await using var app = await HatagoApp.StartAsync();

        foreach (var path in new[] { "/health/live", "/no/such/path" })
            Assert.Equal(id, await EchoAsync(app, path, header, id));
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("<script>")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234")]
    public async Task An_id_that_is_not_allowed_is_replaced(string id)
    {
        await using var app = await HatagoApp.StartAsync();

        Assert.Matches("^[0-9a-f]{32}$", await EchoAsync(app, "/health/live", "X-Correlation-ID", id));
    }

    private static async Task<string> EchoAsync(HatagoApp app, string path, string header, string id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation(header, id);
        var response = await app.Http.SendAsync(request, Cancellation);
        return Assert.Single(response.Headers.GetValues(header));
    }
}
