using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Transforms;

namespace Hatago.Tests.Conformance;

/// <summary>Stands in front of a server that asks for tokens, for clients that have none to send: YARP, which adds one and changes nothing else.</summary>
internal sealed class TokenProxy : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TokenProxy(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    public static async Task<TokenProxy> StartAsync(Uri server, string token)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddHttpForwarder();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapForwarder("{**all}", server.ToString(), transforms => transforms
            .AddOriginalHost()
            .AddRequestHeader(HeaderNames.Authorization, $"Bearer {token}", append: false));
        await app.StartAsync();
        return new(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
