using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hatago.Tests.Auth;

/// <summary>An issuer that does not answer, or that has nothing to say, and counts how often it was asked.</summary>
internal sealed class HangingIssuer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _asked;

    private HangingIssuer(bool hangs)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(async context =>
        {
            Interlocked.Increment(ref _asked);
            if (hangs)
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        });
    }

    public string Url => _app.Urls.First() + "/";

    public int Asked => Volatile.Read(ref _asked);

    public static async Task<HangingIssuer> StartAsync(bool hangs)
    {
        var issuer = new HangingIssuer(hangs);
        await issuer._app.StartAsync();
        return issuer;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
