namespace Hatago.AppHost;

/// <summary>What the server is while it runs on this machine.</summary>
internal static class LocalSettings
{
    public static void WithLocalSettings(this IResourceBuilder<ProjectResource> server, IDistributedApplicationBuilder builder, string repository)
    {
        server
            .WithEnvironment("HOSTNAME", "localhost") // Else a container's name in it opens the port to the network.
            .WithEnvironment("DOTNET_ENVIRONMENT", builder.Environment.EnvironmentName)
            .WithEnvironment("HATAGO_PLUGINS_DIR", Path.GetFullPath(builder.Configuration["HATAGO_PLUGINS_DIR"] ?? Path.Combine(repository, "artifacts", "plugins")));
        if (builder.Configuration["HATAGO_TRUST_DIR"] is { } trust)
            server.WithEnvironment("HATAGO_TRUST_DIR", Path.GetFullPath(trust));
    }
}
