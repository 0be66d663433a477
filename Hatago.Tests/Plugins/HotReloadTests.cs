using System.Text.Json.Nodes;
using Hatago.McpServer.Plugins;
using Hatago.Tests.Signing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using ModelContextProtocol.Protocol;

namespace Hatago.Tests.Plugins;

/// <summary>Plugins that come, change and go while the server serves.</summary>
public sealed class HotReloadTests
{
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_changed_folder_takes_the_place_of_what_is_served_and_sessions_are_told()
    {
        using var traces = new TemporaryFolder();
        var plugins = new PluginsFolder().AddTrace(Path.Combine(traces.Path, "trace"));
        await using var app = await StartAsync(plugins);
        await using var client = await app.ConnectAsync("2025-11-25", Cancellation);
        var told = new TaskCompletionSource();
        await using var registration = client.RegisterNotificationHandler(NotificationMethods.ToolListChangedNotification, (_, _) =>
        {
            told.TrySetResult();
            return default;
        });

        var before = await VersionAsync(app);
        SetVersion(plugins, "trace", "1.1.0");
        await LookUntilAsync(async () => await VersionAsync(app) == "1.1.0");
        await told.Task.WaitAsync(Eventually.Deadline, Cancellation);

        Assert.Equal("1.0.0", before);
        await app.MetricAsync("hatago_plugin_events_total{event=\"reload\",plugin=\"trace\"} 1", Cancellation);
        await app.MetricAsync("hatago_plugin_events_total{event=\"unload\",plugin=\"trace\"} 1", Cancellation);
    }

    [Fact]
    public async Task Calls_of_the_old_version_finish_in_it_while_the_new_one_serves()
    {
        using var folder = new TemporaryFolder();
        var release = Path.Combine(folder.Path, "release");
        var plugins = new PluginsFolder().AddFixture();
        await using var app = await StartAsync(plugins);
        await app.CallAsync("fixture.count", null, Cancellation);
        var running = app.CallAsync("fixture.hold", new { file = release }, Cancellation);
        await app.FixtureCalledAsync(2, Cancellation);

        SetVersion(plugins, "fixture", "2.0.0");
        await LookUntilAsync(async () => (await AttackSite.StatusAsync(app, "fixture"))["version"]!.GetValue<string>() == "2.0.0");
        var countOfNew = await app.CallAsync("fixture.count", null, Cancellation);
        var metrics = await app.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation);
        await File.WriteAllTextAsync(release, "", Cancellation);

        Assert.Equal("1", Text(countOfNew));
        Assert.Contains("hatago_plugin_events_total{event=\"unload\",plugin=\"fixture\"} 0", metrics);
        Assert.Null((await running)["error"]);
        Assert.Null((await running)["result"]!["isError"]);
        await app.MetricAsync("hatago_plugin_events_total{event=\"unload\",plugin=\"fixture\"} 1", Cancellation);
    }

    [Fact]
    public async Task A_new_version_that_does_not_load_leaves_the_old_one_serving()
    {
        var plugins = new PluginsFolder().AddHello();
        await using var app = await StartAsync(plugins);

        await File.WriteAllTextAsync(Path.Combine(plugins.Path, "hello", "plugin.json"), "{", Cancellation);
        var status = await LookUntilAsync(() => AttackSite.StatusAsync(app, "hello"), status => status["reasons"]!.ToJsonString().Contains("not valid JSON", StringComparison.Ordinal));

        Assert.True(status["served"]!.GetValue<bool>());
        Assert.Equal("Hello Hatago!", Text(await app.CallAsync("hello.hatago", null, Cancellation)));
        await app.MetricAsync("hatago_plugin_events_total{event=\"load_failed\",plugin=\"hello\"} 1", Cancellation);
        Assert.Single(app.Logs.GetSnapshot(), record => record.Message.Contains("goes on: what is in its folder now is refused", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_folder_that_comes_is_served_and_one_that_goes_is_not()
    {
        var plugins = new PluginsFolder();
        await using var app = await StartAsync(plugins);
        var none = await app.CallAsync("hello.hatago", null, Cancellation);

        plugins.AddHello();
        await LookUntilAsync(async () => (await app.CallAsync("hello.hatago", null, Cancellation))["error"] is null);
        Directory.Delete(Path.Combine(plugins.Path, "hello"), recursive: true);
        await LookUntilAsync(async () => (await app.CallAsync("hello.hatago", null, Cancellation))["error"] is not null);

        Assert.NotNull(none["error"]);
        await app.MetricAsync("hatago_plugin_events_total{event=\"withdraw\",plugin=\"hello\"} 1", Cancellation);
        await app.MetricAsync("hatago_plugin_events_total{event=\"unload\",plugin=\"hello\"} 1", Cancellation);
    }

    [Fact]
    public async Task A_folder_is_not_taken_before_it_has_settled()
    {
        var plugins = new PluginsFolder().AddHello();
        await using var app = await StartAsync(plugins);
        var manifest = Path.Combine(plugins.Path, "hello", "plugin.json");
        var text = await File.ReadAllTextAsync(manifest, Cancellation);

        for (var i = 0; i < 20; i++)
        {
            await File.WriteAllTextAsync(manifest, text[..(text.Length * i / 20)], Cancellation); // A copy that takes its time.
            _time.Advance(TimeSpan.FromSeconds(1));
            await AttackSite.StatusAsync(app, "hello");
        }

        await File.WriteAllTextAsync(manifest, text.Replace("1.0.0", "1.0.1", StringComparison.Ordinal), Cancellation);
        await LookUntilAsync(async () => (await AttackSite.StatusAsync(app, "hello"))["version"]!.GetValue<string>() == "1.0.1");

        await app.MetricAsync("hatago_plugin_events_total{event=\"load_failed\",plugin=\"hello\"} 0", Cancellation);
    }

    [Fact]
    public async Task A_plugin_refused_for_the_tools_of_another_is_served_when_that_is_gone()
    {
        var plugins = new PluginsFolder().AddFixture("first").AddFixture("second");
        await using var app = await StartAsync(plugins);

        Directory.Delete(Path.Combine(plugins.Path, "first"), recursive: true);
        var status = await LookUntilAsync(() => AttackSite.StatusAsync(app, "second"), status => status["served"]!.GetValue<bool>());

        Assert.DoesNotContain("already served", status["reasons"]!.ToJsonString());
    }

    [Fact]
    public async Task Nothing_is_left_in_the_staging_folder_of_what_was_replaced()
    {
        var plugins = new PluginsFolder().AddHello();
        await using var app = await StartAsync(plugins);
        var staged = Staged(app);

        SetVersion(plugins, "hello", "1.1.0");
        await LookUntilAsync(() => Task.FromResult(!Directory.Exists(staged)));

        Assert.True(Directory.Exists(Staged(app)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, new DirectoryInfo(Staged(app)).Parent!.Parent!.UnixFileMode);
    }

    private Task<HatagoApp> StartAsync(PluginsFolder plugins) => HatagoApp.StartAsync(services => services.AddSingleton<TimeProvider>(_time), plugins);

    private Task<bool> LookUntilAsync(Func<Task<bool>> isSo) => LookUntilAsync(isSo, so => so);

    private Task<T> LookUntilAsync<T>(Func<Task<T>> read, Func<T, bool> isSo) => Eventually.GetAsync(
        () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return read();
        },
        isSo, Cancellation);

    private static string Staged(HatagoApp app) => app.Services.GetRequiredService<PluginCatalog>().Current.Plugins.Single().Folder.FullName;

    private static async Task<string> VersionAsync(HatagoApp app) => Text(await app.CallAsync("trace.version", null, Cancellation));

    private static void SetVersion(PluginsFolder plugins, string name, string version)
    {
        var manifest = Path.Combine(plugins.Path, name, "plugin.json");
        var document = JsonNode.Parse(File.ReadAllText(manifest))!;
        document["version"] = version;
        File.WriteAllText(manifest, document.ToJsonString());
    }

    private static string Text(JsonNode answer) => answer["result"]!["content"]![0]!["text"]!.GetValue<string>();
}
