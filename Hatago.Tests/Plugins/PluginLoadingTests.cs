using Hatago.PluginLoading;
using ModelContextProtocol.Protocol;

namespace Hatago.Tests.Plugins;

public sealed class PluginLoadingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_bad_plugin_does_not_stop_the_others()
    {
        await using var app = await HatagoApp.StartAsync(new PluginsFolder()
            .AddEmpty("a-no-manifest")
            .AddEmpty("b-no-json", "{")
            .AddFixture("c-no-code", manifest => manifest["entryAssembly"] = "Missing.dll")
            .AddHello());
        await using var client = await app.ConnectAsync(null, Cancellation);

        var tools = await client.ListToolsAsync(cancellationToken: Cancellation);

        Assert.Equal(["hello.hatago"], tools.Select(tool => tool.Name).Where(name => !ToolNames.IsOwn(name)));
        Assert.Contains(Refusals(app), line => line.Contains("a-no-manifest refused: plugin.json is missing"));
        Assert.Contains(Refusals(app), line => line.Contains("b-no-json refused: plugin.json is not valid JSON"));
        Assert.Contains(Refusals(app), line => line.Contains("'Missing.dll'"));
    }

    [Fact]
    public async Task A_manifest_that_is_broken_in_three_ways_is_told_all_three()
    {
        await using var app = await HatagoApp.StartAsync(new PluginsFolder().AddFixture("broken", manifest =>
        {
            manifest["version"] = "one";
            manifest["timeoutMs"] = -5;
            manifest.Remove("description");
        }));

        var refusal = Assert.Single(Refusals(app));

        Assert.Contains("'version'", refusal);
        Assert.Contains("'timeoutMs'", refusal);
        Assert.Contains("'description'", refusal);
    }

    [Theory]
    [InlineData("name", "\"other\"", "the folder's name is 'broken'")]
    [InlineData("sdk", "\"[2.0,3.0)\"", "this server has 1.1.0")]
    [InlineData("sdk", "\"soon\"", "no version range")]
    [InlineData("entryAssembly", "\"../fixture/FixturePlugin.dll\"", "'entryAssembly'")]
    [InlineData("entryAssambly", "\"FixturePlugin.dll\"", "'entryAssambly' is not a known member")]
    [InlineData("maxConcurrency", "\"many\"", "'maxConcurrency'")]
    public async Task A_manifest_that_lies_is_refused_by_the_member(string member, string value, string expected)
    {
        await using var app = await HatagoApp.StartAsync(
            new PluginsFolder().AddFixture("broken", manifest => manifest[member] = System.Text.Json.Nodes.JsonNode.Parse(value)));

        Assert.Contains(expected, Assert.Single(Refusals(app)));
    }

    [Fact]
    public async Task Of_two_plugins_with_one_tool_the_second_is_refused()
    {
        await using var app = await HatagoApp.StartAsync(new PluginsFolder().AddFixture("first").AddFixture("second"));
        await using var client = await app.ConnectAsync(null, Cancellation);

        var tools = await client.ListToolsAsync(cancellationToken: Cancellation);

        Assert.Single(tools, tool => tool.Name == "fixture.greet");
        var refusal = Assert.Single(Refusals(app));
        Assert.Contains("second refused", refusal);
        Assert.Contains("'fixture.greet' is already served by plugin 'first'", refusal);
    }

    [Fact]
    public async Task A_plugin_cannot_take_the_name_of_a_tool_of_Hatago()
    {
        await using var app = await HatagoApp.StartAsync(new PluginsFolder().AddFixture("impostor", manifest => manifest["toolPrefix"] = "logs"));

        Assert.Contains("tool 'logs.greet' has a name that Hatago keeps for its own", Assert.Single(Refusals(app)));
    }

    [Fact]
    public async Task Each_load_of_a_plugin_has_static_state_of_its_own()
    {
        await using var one = await HatagoApp.StartAsync();
        await using var other = await HatagoApp.StartAsync();
        var counts = new List<string>();

        foreach (var app in new[] { one, one, other })
        {
            await using var client = await app.ConnectAsync(null, Cancellation);
            counts.Add(((TextContentBlock)(await client.CallToolAsync("fixture.count", cancellationToken: Cancellation)).Content[0]).Text);
        }

        Assert.Equal(["1", "2", "1"], counts);
    }

    [Fact]
    public async Task A_plugin_gets_its_own_section_of_the_configuration_and_logs_under_its_own_name()
    {
        await using var app = await HatagoApp.StartAsync(settings: ("Hatago:Plugins:fixture:Greeting", "Servus"));
        await using var client = await app.ConnectAsync(null, Cancellation);

        var result = await client.CallToolAsync("fixture.greet", new Dictionary<string, object?> { ["name"] = "Ann" }, cancellationToken: Cancellation);

        Assert.Equal("Servus Ann", ((TextContentBlock)result.Content[0]).Text);
        Assert.Contains(app.Logs.GetSnapshot(), record => record is { Message: "Greeting given", Category: "fixture/FixturePlugin.FixtureTools" });
    }

    [Theory]
    [InlineData("ExhaustMemory")]
    [InlineData("FailUnload")]
    public async Task However_a_plugin_fails_to_start_or_to_go_the_others_are_served(string how)
    {
        await using var app = await HatagoApp.StartAsync(settings: ($"Hatago:Plugins:fixture:{how}", "yes"));

        Assert.Contains("fixture refused:", Assert.Single(Refusals(app)));
        Assert.Null((await app.CallAsync("hello.hatago", null, Cancellation))["error"]);
    }

    [Fact]
    public async Task Names_of_folders_become_a_bounded_number_of_labels()
    {
        var plugins = new PluginsFolder();
        for (var i = 0; i < 120; i++)
            plugins.AddEmpty($"empty-{i}");
        await using var app = await HatagoApp.StartAsync(plugins);

        await app.MetricAsync("hatago_plugin_events_total{event=\"load_failed\",plugin=\"other\"} 20", Cancellation);
    }

    [Fact]
    public async Task A_plugin_whose_setup_throws_is_refused_with_its_reason()
    {
        await using var app = await HatagoApp.StartAsync(settings: ("Hatago:Plugins:fixture:Fail", "no database"));

        Assert.Contains("fixture refused: no database", Assert.Single(Refusals(app)));
    }

    [Fact]
    public async Task A_required_plugin_that_is_not_served_keeps_the_server_from_being_ready()
    {
        await using var app = await HatagoApp.StartAsync(settings: ("HATAGO_REQUIRED_PLUGINS", "hello, weather"));

        var response = await app.Http.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancellation);

        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, response.StatusCode);
        var body = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("\"plugins\":\"fail\"", body);
        Assert.Contains("weather", body);
    }

    private static IEnumerable<string> Refusals(HatagoApp app) =>
        app.Logs.GetSnapshot().Select(record => record.Message.Replace('"', '\'')).Where(message => message.Contains("refused:"));
}
