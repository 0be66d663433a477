using System.Text.Json;
using System.Text.Json.Nodes;
using Hatago.Tests.Node;

namespace Hatago.Tests.Clients;

/// <summary>The client of the TypeScript SDK, of both versions that are in use, does what a client does (<c>Hatago.Tests/Node/client.mjs</c>).</summary>
public sealed class TypeScriptTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sdk")]
    [InlineData("client")]
    public async Task A_client_that_initializes_works_in_a_session_and_ends_it(string package)
    {
        await using var app = await HatagoApp.StartAsync();

        var seen = await UseAsync(app, package);

        AssertServed(seen, "2025-11-25");
        Assert.NotNull(seen["session"]);
        Assert.Equal(404, seen["afterwards"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_client_of_the_stateless_revision_works_without_a_session()
    {
        await using var app = await HatagoApp.StartAsync();

        var seen = await UseAsync(app, "client", "2026-07-28");

        AssertServed(seen, "2026-07-28");
        Assert.Null(seen["session"]);
    }

    [Theory]
    [InlineData("2025-11-25", "sdk")]
    [InlineData("2025-11-25", "client")]
    [InlineData("2026-07-28", "client", "2026-07-28")]
    public async Task In_stateless_mode_it_works_without_a_session(string revision, params string[] package)
    {
        await using var app = await HatagoApp.StartAsync(settings: ("HATAGO_SESSION_MODE", "stateless"));

        var seen = await UseAsync(app, package);

        AssertServed(seen, revision);
        Assert.Null(seen["session"]);
    }

    private static async Task<JsonNode> UseAsync(HatagoApp app, params string[] package)
    {
        await using var client = NodeProgram.Script("client.mjs", [package[0], new Uri(app.Http.BaseAddress!, "/mcp").AbsoluteUri, .. package[1..]]);
        return JsonNode.Parse(await client.SucceedAsync(Cancellation))!;
    }

    private static void AssertServed(JsonNode seen, string revision)
    {
        Assert.Equal(revision, Text("revision"));
        Assert.Equal("hatago", Text("server"));
        Assert.Superset(new HashSet<string> { "hello.hatago", "fixture.greet", "slo.status" }, List<string>("tools").ToHashSet());

        Assert.Equal("Hello Hatago! Welcome, Ann.", Text("greeting"));
        Assert.Equal([1, 2, 3], List<int>("progress"));
        Assert.Contains("\"number\":2", seen["ordered"]!["content"]![0]!["text"]!.GetValue<string>());
        Assert.True(seen["failed"]!["isError"]!.GetValue<bool>());
        Assert.DoesNotContain("the secret is", seen["failed"]!.ToJsonString());
        Assert.Equal(-32602, seen["refused"]!.GetValue<int>());

        Assert.Equal(["fixture_prompt", "fixture_broken_prompt"], List<string>("prompts"));
        Assert.Equal("Say: Hi Ann", Text("prompt"));
        Assert.Equal(["fixture://text"], List<string>("resources"));
        Assert.Equal(["fixture://item/{id}"], List<string>("templates"));
        Assert.Equal("Hi resource", Text("resource"));
        Assert.Equal("item 5", Text("item"));
        Assert.NotEqual("none", seen["unknown"]!.ToString());

        string Text(string name) => seen[name]!.GetValue<string>();
        T[] List<T>(string name) => seen[name].Deserialize<T[]>()!;
    }
}
