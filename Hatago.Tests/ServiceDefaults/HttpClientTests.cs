using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Hatago.Tests.ServiceDefaults;

public sealed class HttpClientTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_finds_a_service_by_its_name_and_tries_again_when_it_fails_once()
    {
        var calls = 0;
        await using var weather = Peer.Create();
        weather.MapGet("/", () => Results.StatusCode(Interlocked.Increment(ref calls) == 1 ? 503 : 200));
        await weather.StartAsync(Cancellation);
        await using var app = await HatagoApp.StartAsync(settings: ("services:weather:http:0", weather.Urls.Single()));
        var client = app.Services.GetRequiredService<IHttpClientFactory>().CreateClient();

        var response = await client.GetAsync(new Uri("http://weather/"), Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(2, calls);
    }
}
