using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hatago.Tests.Browser;

/// <summary>The site of the pages in <c>Pages</c>, on a free port of the loopback. A page reports to it what it saw.</summary>
internal sealed class PageSite : IAsyncDisposable
{
    private readonly TaskCompletionSource<Dictionary<string, JsonElement>> _report = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WebApplication _app;

    private PageSite(Action? rebind)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Use((context, next) =>
        {
            context.Response.Headers.Connection = "close"; // What comes next for this name may have to go elsewhere; a browser asks for an icon too.
            return next(context);
        });
        _app.MapGet("/{page}.html", (string page) => Results.File(Path.Combine(Repository.Root, "Hatago.Tests", "Browser", "Pages", $"{page}.html"), "text/html"));
        _app.MapPost("/rebind", () => rebind?.Invoke());
        _app.MapPost("/report", async (HttpRequest request) =>
            _report.TrySetResult((await JsonSerializer.DeserializeAsync<Dictionary<string, JsonElement>>(request.Body))!));
    }

    public int Port => new Uri(_app.Urls.Single()).Port;

    /// <param name="rebind">Done when a page asks for it.</param>
    public static async Task<PageSite> StartAsync(Action? rebind = null)
    {
        var site = new PageSite(rebind);
        await site._app.StartAsync();
        return site;
    }

    /// <summary>Opens a page in a Chromium of its own.</summary>
    /// <param name="page">The page by its name, under any name and port of this site.</param>
    /// <param name="query">What the page is told beside where to report.</param>
    /// <param name="cancellation">Of the test.</param>
    /// <returns>What it reported.</returns>
    public async Task<Dictionary<string, string>> VisitAsync(Uri page, string query, CancellationToken cancellation)
    {
        var address = $"http://127.0.0.1:{Port}";
        await using var chromium = new Chromium(new Uri(page, $"?{query}&rebind={address}/rebind&report={address}/report"), "MAP *.example 127.0.0.1");
        await Eventually.GetAsync(() => Task.FromResult(_report.Task.IsCompleted || chromium.HasExited), done => done, cancellation, TimeSpan.FromMinutes(1));
        Assert.True(_report.Task.IsCompleted, $"Chromium ended: {chromium.Errors}");
        return (await _report.Task).ToDictionary(seen => seen.Key, seen => seen.Value.ToString());
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
