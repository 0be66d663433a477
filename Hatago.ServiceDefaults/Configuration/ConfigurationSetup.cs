using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Hatago.ServiceDefaults.Configuration;

internal static class ConfigurationSetup
{
    public static void AddEnvironmentTable(this IHostApplicationBuilder builder, IEnumerable<EnvironmentVariable> table)
    {
        UseNodeEnvironment(builder);
        EnvironmentTable.Apply(builder.Configuration, builder.Environment, table);
        UseListenAddress(builder);
    }

    /// <summary><c>NODE_ENV</c> is an alias of <c>DOTNET_ENVIRONMENT</c>, which wins.</summary>
    private static void UseNodeEnvironment(IHostApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        if (string.IsNullOrWhiteSpace(configuration["NODE_ENV"]) || configuration["DOTNET_ENVIRONMENT"] is not null || configuration["ENVIRONMENT"] is not null)
            return;

        builder.Environment.EnvironmentName = configuration["NODE_ENV"]!.Trim().ToLowerInvariant() switch
        {
            "production" => Environments.Production,
            "development" => Environments.Development,
            "test" => "Test",
            _ => throw new InvalidConfigurationException(
                [$"NODE_ENV='{configuration["NODE_ENV"]}' is not valid; allowed is one of production, development, test."]),
        };
    }

    /// <summary><c>PORT</c> wins over ASP.NET Core's own <c>ASPNETCORE_URLS</c>, which wins over the default.</summary>
    private static void UseListenAddress(IHostApplicationBuilder builder)
    {
        if (ListenAddress.Of(builder.Configuration, builder.Environment.IsDevelopment()) is { } url)
            builder.Configuration.AddInMemoryCollection([new(WebHostDefaults.ServerUrlsKey, url)]);
    }
}
