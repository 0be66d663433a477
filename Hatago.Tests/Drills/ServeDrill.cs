using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Hatago.Tests.Drills;

/// <summary><c>./hatago serve</c> on a fresh copy of the repository, as its README says, with Production's policy.</summary>
[Collection(Alone.Name)]
public sealed class ServeDrill
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private static readonly string[] NotCopied = ["bin", "obj", "artifacts", ".git"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Production_serves_the_samples_that_the_script_signed_and_refuses_an_unsigned_plugin_beside_it()
    {
        using var copy = new TemporaryFolder();
        Copy(new(Repository.Root), copy.Path);
        Copy(new(Repository.FixturePlugin), Path.Combine(copy.Path, "artifacts", "plugins", "fixture"));
        var port = Ports.NextFree();
        await using var script = new ConsoleProcess(
            Path.Combine(copy.Path, "hatago"), ["serve", "--port", $"{port}"], [("NODE_ENV", "production"), ("HOSTNAME", "127.0.0.1"), ("MSBUILDDISABLENODEREUSE", "1")]);
        using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}") };

        var status = await Eventually.GetAsync(() => StatusAsync(http), status => status is not null || script.HasExited, Cancellation, Limit);

        Assert.True(status is not null, script.Errors);
        Assert.Equal(
            [("conformance", "valid", true), ("fixture", "unsigned", false), ("hello", "valid", true)],
            status["plugins"]!.AsArray().Select(plugin => (plugin!["name"]!.GetValue<string>(), plugin["status"]!.GetValue<string>(), plugin["served"]!.GetValue<bool>())));
        Assert.Contains("signing artifacts/plugins/hello with the development key", script.Errors);
    }

    private static async Task<JsonObject?> StatusAsync(HttpClient http)
    {
        try
        {
            var ready = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancellation);
            return ready.IsSuccessStatusCode ? await http.GetFromJsonAsync<JsonObject>(new Uri("/security/status", UriKind.Relative), Cancellation) : null;
        }
        catch (HttpRequestException)
        {
            return null; // It is still being built.
        }
    }

    private static void Copy(DirectoryInfo source, string target)
    {
        Directory.CreateDirectory(target);
        foreach (var file in source.GetFiles())
            file.CopyTo(Path.Combine(target, file.Name));
        foreach (var folder in source.GetDirectories().Where(folder => !NotCopied.Contains(folder.Name)))
            Copy(folder, Path.Combine(target, folder.Name));
    }
}
