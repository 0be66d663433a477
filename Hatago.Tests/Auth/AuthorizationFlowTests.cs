using System.Web;
using ModelContextProtocol.Authentication;
using ModelContextProtocol.Client;

namespace Hatago.Tests.Auth;

/// <summary>The whole way of the MCP authorization specification, by the MCP C# client: refused, metadata, issuer, code with PKCE, token, call, and a step up.</summary>
public sealed class AuthorizationFlowTests : IDisposable
{
    private readonly HttpClient _browser = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _browser.Dispose();

    [Theory]
    [InlineData("2025-11-25")]
    [InlineData("2026-07-28")]
    public async Task A_client_finds_its_way_in_by_itself(string revision)
    {
        var (asked, closed) = (new List<string>(), await StartAsync());
        await using var _ = closed;
        await using var client = await ConnectAsync(closed, asked, revision);

        var result = await client.CallToolAsync("hello.hatago", cancellationToken: Cancellation);

        Assert.NotEqual(true, result.IsError);
        Assert.Equal("hatago:call", Assert.Single(asked));
    }

    [Theory]
    [InlineData("2025-11-25")]
    [InlineData("2026-07-28")]
    public async Task A_client_steps_up_for_a_tool_that_takes_more(string revision)
    {
        var (asked, closed) = (new List<string>(), await StartAsync(("Hatago:ToolRules:0:Tools:0", "fixture.tally"), ("Hatago:ToolRules:0:Scopes:0", "tally:all")));
        await using var _ = closed;
        await using var client = await ConnectAsync(closed, asked, revision);

        var result = await client.CallToolAsync("fixture.tally", cancellationToken: Cancellation);

        Assert.NotEqual(true, result.IsError);
        Assert.Equal("hatago:call", asked[0]);
        Assert.Equal(["hatago:call", "tally:all"], asked[1].Split(' ').Order());
    }

    private static Task<ClosedApp> StartAsync(params (string, string)[] settings)
    {
        var port = Ports.NextFree().ToString(System.Globalization.CultureInfo.InvariantCulture);
        return ClosedApp.StartAsync(settings: [("PORT", port), ("AUTH_AUDIENCE", $"http://127.0.0.1:{port}/mcp"), .. settings]);
    }

    private Task<McpClient> ConnectAsync(ClosedApp closed, List<string> asked, string revision)
    {
        var transport = new HttpClientTransport(new()
        {
            Endpoint = new Uri(closed.App.Http.BaseAddress!, "/mcp"),
            TransportMode = HttpTransportMode.StreamableHttp,
            OAuth = new()
            {
                ClientId = "client",
                RedirectUri = new Uri("http://127.0.0.1/callback"),
                AuthorizationCallbackHandler = (context, cancellation) => ConsentAsync(context.AuthorizationUri, asked, cancellation),
            },
        });
        return McpClient.CreateAsync(transport, new() { ProtocolVersion = revision }, cancellationToken: Cancellation);
    }

    /// <summary>What a browser does with a user who agrees at once.</summary>
    private async Task<AuthorizationResult?> ConsentAsync(Uri authorize, List<string> asked, CancellationToken cancellation)
    {
        asked.Add(HttpUtility.ParseQueryString(authorize.Query)["scope"]!);
        using var answer = await _browser.GetAsync(authorize, cancellation);
        var back = HttpUtility.ParseQueryString(answer.Headers.Location!.Query);
        return new AuthorizationResult { Code = back["code"], State = back["state"], Iss = back["iss"] };
    }
}
