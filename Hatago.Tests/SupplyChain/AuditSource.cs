using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hatago.Tests.SupplyChain;

/// <summary>A source that tells restores of one known vulnerability (VulnerabilityInfo/6.7.0 of NuGet's server API).</summary>
internal sealed class AuditSource : IAsyncDisposable
{
    private readonly WebApplication _app;

    private AuditSource(WebApplication app) => _app = app;

    public string Url => $"{_app.Urls.Single()}/index.json";

    /// <summary>Severity: 0 is low, 3 is critical.</summary>
    public static async Task<AuditSource> StartAsync(string package, int severity, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/index.json", (HttpContext context) => Json($$"""{"version":"3.0.0","resources":[{"@id":"http://{{context.Request.Host}}/vulnerabilities.json","@type":"VulnerabilityInfo/6.7.0"}]}"""));
        app.MapGet("/vulnerabilities.json", (HttpContext context) => Json($$"""[{"@name":"base","@id":"http://{{context.Request.Host}}/base.json","@updated":"2026-01-01T00:00:00Z"}]"""));
        app.MapGet("/base.json", () => Json($$"""{"{{package.ToLowerInvariant()}}":[{"severity":{{severity}},"url":"https://advisories.example/1","versions":"(, )"}]}"""));
        await app.StartAsync(cancellation);
        return new(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static IResult Json(string content) => Results.Text(content, "application/json");
}
