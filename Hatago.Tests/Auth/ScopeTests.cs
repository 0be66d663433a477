using System.Net;
using System.Text.Json.Nodes;

namespace Hatago.Tests.Auth;

/// <summary>What a right token opens: calls, management, single tools.</summary>
public sealed class ScopeTests
{
    private const string List = """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""";

    /// <summary>fixture.tally for who has the scope; fixture.count for a group, or for who has another scope.</summary>
    private static readonly (string, string)[] Rules =
    [
        ("Hatago:ToolRules:0:Tools:0", "fixture.tal*"), ("Hatago:ToolRules:0:Scopes:0", "tally:all"),
        ("Hatago:ToolRules:1:Tools:0", "fixture_count"), ("Hatago:ToolRules:1:Claims:groups:0", "sre"), ("Hatago:ToolRules:1:Claims:groups:1", "platform"),
        ("Hatago:ToolRules:2:Tools:0", "fixture.count"), ("Hatago:ToolRules:2:Scopes:0", "count:all"), ("Hatago:ToolRules:2:Scopes:1", "count:more"),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("openid")]
    [InlineData("hatago:calls hatago:cal HATAGO:CALL")]
    [InlineData("")]
    public async Task A_token_without_the_scope_is_told_which_one_it_takes(string scope)
    {
        await using var closed = await ClosedApp.StartAsync();

        var answer = await closed.CallAsync(closed.Issuer.Forge(ClosedApp.Audience, claims => claims["scope"] = scope));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        var challenge = answer.Headers.WwwAuthenticate.Single().ToString();
        Assert.StartsWith("Bearer error=\"insufficient_scope\", ", challenge);
        Assert.Contains("scope=\"hatago:call\", resource_metadata=", challenge);
    }

    [Fact]
    public async Task The_scope_of_calls_can_be_another_one()
    {
        await using var closed = await ClosedApp.StartAsync(settings: ("AUTH_SCOPE", "tools.run"));

        Assert.Equal(HttpStatusCode.OK, (await closed.CallAsync(await closed.Issuer.TokenAsync("alice", "tools.run", ClosedApp.Audience))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await closed.CallAsync(await closed.Issuer.TokenAsync("alice", "hatago:call", ClosedApp.Audience))).StatusCode);
        Assert.Contains("scope=\"tools.run\"", (await closed.CallAsync(null)).Headers.WwwAuthenticate.Single().ToString());
    }

    [Theory]
    [InlineData("scope")]
    [InlineData("scp")]
    public async Task Scopes_may_stand_in_an_array(string claim)
    {
        await using var closed = await ClosedApp.StartAsync();

        var answer = await closed.CallAsync(closed.Issuer.Forge(ClosedApp.Audience, claims =>
        {
            claims.Remove("scope");
            claims[claim] = "openid hatago:call".Split(' ');
        }));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Management_takes_a_scope_of_its_own()
    {
        await using var closed = await ClosedApp.StartAsync();
        var call = await closed.Issuer.TokenAsync("alice", "hatago:call", ClosedApp.Audience);
        var ops = await closed.Issuer.TokenAsync("olga", "hatago:ops", ClosedApp.Audience);

        foreach (var path in new[] { "/drain", "/logs", "/logs/stream", "/security/status", "/security/keys" })
        {
            var without = await closed.SendAsync(HttpMethod.Get, path, null);
            Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
            Assert.Contains("scope=\"hatago:ops\"", without.Headers.WwwAuthenticate.Single().ToString());
            Assert.Equal("application/problem+json", without.Content.Headers.ContentType?.MediaType);
            var wrong = await closed.SendAsync(HttpMethod.Get, path, call);
            Assert.Equal(HttpStatusCode.Forbidden, wrong.StatusCode);
            Assert.Contains("error=\"insufficient_scope\"", wrong.Headers.WwwAuthenticate.Single().ToString());
            var forged = await closed.SendAsync(HttpMethod.Get, path, "forged");
            Assert.Contains("error=\"invalid_token\"", forged.Headers.WwwAuthenticate.Single().ToString());
        }

        Assert.Equal(HttpStatusCode.OK, (await closed.SendAsync(HttpMethod.Get, "/drain", ops)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await closed.CallAsync(ops, "concurrency.status")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await closed.CallAsync(call, "concurrency_status")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await closed.CallAsync(ops)).StatusCode);
    }

    [Fact]
    public async Task Each_sees_the_tools_that_are_theirs()
    {
        await using var closed = await ClosedApp.StartAsync();

        var alice = await ToolsAsync(closed, await closed.Issuer.TokenAsync("alice", "hatago:call", ClosedApp.Audience));
        var olga = await ToolsAsync(closed, await closed.Issuer.TokenAsync("olga", "hatago:ops", ClosedApp.Audience));
        var both = await ToolsAsync(closed, await closed.Issuer.TokenAsync("bob", "hatago:call hatago:ops", ClosedApp.Audience));

        Assert.Contains("hello.hatago", alice);
        Assert.DoesNotContain("concurrency.status", alice);
        Assert.Contains("concurrency.status", olga);
        Assert.DoesNotContain("hello.hatago", olga);
        Assert.Equal(alice.Union(olga).Order(), both.Order());
    }

    [Fact]
    public async Task A_tool_with_a_rule_is_there_for_whom_the_rule_names()
    {
        await using var closed = await ClosedApp.StartAsync(settings: Rules);
        string Token(string scope, string? group = null) => closed.Issuer.Forge(ClosedApp.Audience, claims =>
        {
            claims["scope"] = scope;
            if (group is not null)
                claims["groups"] = new[] { "everyone", group };
        });

        foreach (var (token, tools) in new[]
        {
            (Token("hatago:call"), Array.Empty<string>()),
            (Token("hatago:call tally:all"), ["fixture.tally"]),
            (Token("hatago:call", "sre"), ["fixture.count"]),
            (Token("hatago:call", "Sre"), []),
            (Token("hatago:call count:all"), []),
            (Token("hatago:call count:all count:more"), ["fixture.count"]),
            (Token("hatago:call tally:all", "platform"), ["fixture.count", "fixture.tally"]),
        })
        {
            var seen = await ToolsAsync(closed, token);
            Assert.Equal(tools, seen.Intersect(["fixture.count", "fixture.tally"]).Order());
            Assert.Contains("hello.hatago", seen);
            foreach (var tool in new[] { "fixture.count", "fixture.tally", "fixture_count", "fixture_tally" })
            {
                var isAllowed = tools.Contains(tool.Replace('_', '.'));
                Assert.Equal(isAllowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, (await closed.CallAsync(token, tool)).StatusCode);
            }
        }
    }

    [Fact]
    public async Task Who_lacks_only_scopes_is_told_all_of_them_at_once()
    {
        await using var closed = await ClosedApp.StartAsync(settings: Rules);

        var refused = await closed.CallAsync(await closed.Issuer.TokenAsync("alice", "hatago:call", ClosedApp.Audience), "fixture.count");

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("error=\"insufficient_scope\"", refused.Headers.WwwAuthenticate.Single().ToString());
        Assert.Contains("scope=\"hatago:call count:all count:more\"", refused.Headers.WwwAuthenticate.Single().ToString());
        Assert.Equal(1, JsonNode.Parse(await refused.Content.ReadAsStringAsync(Cancellation))!["id"]!.GetValue<int>());
    }

    [Fact]
    public async Task However_a_call_is_spelled_it_passes_the_rule()
    {
        await using var closed = await ClosedApp.StartAsync(settings: Rules);
        var token = await closed.Issuer.TokenAsync("alice", "hatago:call", ClosedApp.Audience);

        foreach (var call in new[]
        {
            """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"Name":"fixture.tally","arguments":{}}}""",
            """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"hello.hatago","NAME":"fixture.tally","arguments":{}}}""",
            """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"NAME":"fixture.tally","name":"hello.hatago","arguments":{}}}""",
            """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"fixture.\u0074ally","arguments":{}}}""",
            """{"jsonrpc":"2.0","id":1,"Method":"tools/call","params":{"name":"fixture.tally","arguments":{}}}""",
            """{"jsonrpc":"2.0","id":1,"method":"tools/call","Params":{"name":"fixture.tally","arguments":{}}}""",
            """[{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"fixture.tally","arguments":{}}}]""",
        })
        {
            var answer = await closed.SendAsync(HttpMethod.Post, "/mcp", token, call, ("MCP-Protocol-Version", "2025-11-25"));
            var text = await answer.Content.ReadAsStringAsync(Cancellation);
            Assert.True(text.Contains("\"error\"", StringComparison.Ordinal) || text.Contains("Hello Hatago!", StringComparison.Ordinal), $"{call} was answered {text}");
        }

        Assert.Contains("hatago_tool_calls_total{outcome=\"ok\",plugin=\"fixture\",tool=\"fixture.tally\"} 0", await closed.App.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation));
    }

    [Fact]
    public async Task Who_is_not_known_has_no_scope()
    {
        await using var open = await ClosedApp.StartAsync(settings: [.. Rules, ("REQUIRE_AUTH", "false")]);

        Assert.DoesNotContain("fixture.tally", await ToolsAsync(open, null));
        Assert.Equal(HttpStatusCode.OK, (await open.CallAsync(null)).StatusCode);
        var refused = await open.CallAsync(null, "fixture.tally");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Contains("scope=\"hatago:call tally:all\"", refused.Headers.WwwAuthenticate.Single().ToString());
    }

    private static async Task<string[]> ToolsAsync(ClosedApp closed, string? token)
    {
        var answer = await closed.SendAsync(HttpMethod.Post, "/mcp", token, List);
        var tools = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!["result"]!["tools"]!.AsArray();
        return [.. tools.Select(tool => tool!["name"]!.GetValue<string>())];
    }
}
