using Hatago.AppHost;
using Microsoft.Extensions.Configuration;

var builder = DistributedApplication.CreateBuilder(args);
var settings = builder.Configuration.GetSection("Hatago").Get<AppHostSettings>() ?? new();
var repository = Path.GetFullPath("..", builder.AppHostDirectory);

builder.AddKubernetesEnvironment("kubernetes");

var server = builder.AddProject<Projects.Hatago_McpServer>("hatago")
    .WithHttpEndpoint(settings.Port, targetPort: builder.ExecutionContext.IsPublishMode ? settings.Port : null, name: "http", env: "PORT")
    .WithHttpProbe(ProbeType.Startup, "/health/startup", initialDelaySeconds: 10, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 30, endpointName: "http")
    .WithHttpProbe(ProbeType.Readiness, "/health/ready", initialDelaySeconds: 5, periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 3, endpointName: "http")
    .WithHttpProbe(ProbeType.Liveness, "/health/live", initialDelaySeconds: 30, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3, endpointName: "http")
    .WithUrlForEndpoint("http", url => url.Url = "/mcp")
    .WithExternalHttpEndpoints()
    .PublishAsKubernetesService(KubernetesSettings.Apply);

if (builder.ExecutionContext.IsPublishMode)
    server.WithKubernetesSettings();
else
    server.WithLocalSettings(builder, repository);

if (builder.ExecutionContext.IsRunMode && settings.Monitoring)
    builder.AddMonitoring(server, settings, repository);

builder.Build().Run();
