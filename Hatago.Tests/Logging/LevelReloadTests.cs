using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Hatago.Tests.Logging;

public sealed class LevelReloadTests
{
    private const int Sighup = 1;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sighup_takes_the_level_from_the_changed_configuration_file()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "appsettings.json");
        await File.WriteAllTextAsync(file, """{"Hatago":{"LogLevel":"warn"}}""", Cancellation);
        await using var server = ServerProcess.Start(("DOTNET_ENVIRONMENT", "Development"), ("DOTNET_CONTENTROOT", folder.Path));
        using var http = await server.ReadyAsync(Cancellation);
        Assert.Equal("WARN", await LevelAsync(http, "WARN"));

        await File.WriteAllTextAsync(file, """{"Hatago":{"LogLevel":"debug"}}""", Cancellation);
        Signals.Send(server.Id, Sighup);

        Assert.Equal("DEBUG", await LevelAsync(http, "DEBUG"));
        await server.SaysAsync("WARN [hatago-core] Log level changed from warn to debug by SIGHUP", Cancellation);

        await File.WriteAllTextAsync(file, """{"Hatago":{"LogLevel":"loud"}}""", Cancellation);
        Signals.Send(server.Id, Sighup);
        await server.SaysAsync("the log level stays debug: Hatago:LogLevel='loud' is not valid; allowed is one of debug, info, warn, error.", Cancellation);

        await File.WriteAllTextAsync(file, "{ not json", Cancellation);
        Signals.Send(server.Id, Sighup);
        await server.SaysAsync("the log level stays debug: Failed to load configuration from file", Cancellation);
        Assert.Equal("DEBUG", await LevelAsync(http, "DEBUG"));
    }

    [Fact]
    public async Task The_environment_variable_wins_over_the_file()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "appsettings.json"), """{"Hatago":{"LogLevel":"debug"}}""", Cancellation);
        await using var server = ServerProcess.Start(("DOTNET_ENVIRONMENT", "Development"), ("DOTNET_CONTENTROOT", folder.Path), ("LOG_LEVEL", "info"));
        using var http = await server.ReadyAsync(Cancellation);

        Signals.Send(server.Id, Sighup);

        await server.SaysAsync("Configuration read again on SIGHUP; the log level is info, as before", Cancellation);
    }

    private static Task<string?> LevelAsync(HttpClient http, string expected) => Eventually.GetAsync(
        async () => (string?)(await http.GetFromJsonAsync<JsonNode>(new Uri("/logs?limit=1", UriKind.Relative), Cancellation))!["current_level"], level => level == expected, Cancellation);
}
