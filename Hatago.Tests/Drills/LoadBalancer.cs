using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace Hatago.Tests.Drills;

/// <summary>YARP in front of replicas, set up as one would: it asks /health/ready, and sends elsewhere what did not get a connection.</summary>
internal sealed class LoadBalancer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LoadBalancer(WebApplication app) => _app = app;

    public Uri Mcp => new(_app.Urls.Single() + "/mcp");

    public static async Task<LoadBalancer> StartAsync(IEnumerable<Uri> replicas)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "all", ClusterId = "hatago", Match = new() { Path = "{**all}" } }],
            [
                new ClusterConfig
                {
                    ClusterId = "hatago",
                    LoadBalancingPolicy = "RoundRobin",
                    Destinations = replicas.ToDictionary(replica => replica.Authority, replica => new DestinationConfig { Address = replica.ToString() }),
                    HealthCheck = new()
                    {
                        Active = new()
                        {
                            Enabled = true, Path = "/health/ready", Policy = "ConsecutiveFailures", Interval = TimeSpan.FromMilliseconds(250), Timeout = TimeSpan.FromSeconds(5),
                        },
                    },
                    Metadata = new Dictionary<string, string> { ["ConsecutiveFailuresHealthPolicy.Threshold"] = "1" },
                },
            ]);
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapReverseProxy(proxy =>
        {
            proxy.Use(SendElsewhereAsync);
            proxy.UseLoadBalancing();
        });
        await app.StartAsync();
        return new(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>A replica that takes no connection has not seen the request: another one may have it.</summary>
    private static async Task SendElsewhereAsync(HttpContext context, Func<Task> next)
    {
        context.Request.EnableBuffering();
        var feature = context.GetReverseProxyFeature();
        var all = feature.AvailableDestinations;
        while (true)
        {
            await next();
            var tried = feature.ProxiedDestination;
            if (context.Response.HasStarted || tried is null || context.GetForwarderErrorFeature() is not { Error: ForwarderError.Request, Exception: HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } })
                return;

            all = [.. all.Where(destination => destination != tried)];
            if (all.Count == 0)
                return;
            feature.AvailableDestinations = all;
            context.Request.Body.Position = 0;
            context.Features.Set<IForwarderErrorFeature>(null);
            context.Response.Clear();
        }
    }
}
