using Hatago.AppHost;
using Microsoft.Extensions.Configuration;

var builder = DistributedApplication.CreateBuilder(args);
var settings = builder.Configuration.GetSection("Hatago").Get<AppHostSettings>() ?? new();
var repository = Path.GetFullPath("..", builder.AppHostDirectory);

var server = builder.AddProject<Projects.Hatago_McpServer>("hatago")
    .WithHttpEndpoint(settings.Port, name: "http", env: "PORT")
    .WithEnvironment("HOSTNAME", "localhost") // Else a container's name in it opens the port to the network.
    .WithEnvironment("DOTNET_ENVIRONMENT", builder.Environment.EnvironmentName)
    .WithEnvironment("HATAGO_PLUGINS_DIR", Path.GetFullPath(builder.Configuration["HATAGO_PLUGINS_DIR"] ?? Path.Combine(repository, "artifacts", "plugins")))
    .WithHttpHealthCheck("/health/ready", endpointName: "http")
    .WithUrlForEndpoint("http", url => url.Url = "/mcp")
    .WithExternalHttpEndpoints();

if (builder.Configuration["HATAGO_TRUST_DIR"] is { } trust)
    server.WithEnvironment("HATAGO_TRUST_DIR", Path.GetFullPath(trust));

if (settings.Monitoring)
    builder.AddMonitoring(server, settings, repository);

builder.Build().Run();
