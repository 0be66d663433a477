using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hatago.Tests.Plugins;

public sealed class InputSchemaTests
{
    private const string Tool = "json_schema_2020_12_tool";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tool_is_listed_with_the_schema_that_its_plugin_wrote()
    {
        await using var app = await HatagoApp.StartAsync(new PluginsFolder().AddConformance());
        await using var client = await app.ConnectAsync("2025-11-25", Cancellation);

        var schema = (await client.ListToolsAsync(cancellationToken: Cancellation)).Single(tool => tool.Name == Tool).JsonSchema;

        Assert.Equal("addressDef", schema.GetProperty("$defs").GetProperty("address").GetProperty("$anchor").GetString());
        Assert.Equal(JsonValueKind.False, schema.GetProperty("additionalProperties").ValueKind);
    }

    [Fact]
    public async Task Its_arguments_have_to_fit_that_schema()
    {
        await using var app = await HatagoApp.StartAsync(new PluginsFolder().AddConformance());

        var fits = await CallAsync(new { name = "Ann", contactMethod = "phone", phone = "1234", address = new { city = "Tokyo" } });
        var conditional = await CallAsync(new { name = "Ann", contactMethod = "phone", email = "a@example.com" });
        var nested = await CallAsync(new { email = "a@example.com", address = new { city = 5 } });
        var unknown = await CallAsync(new { email = "a@example.com", age = 5 });

        Assert.Equal("Ann is reached by phone at 1234, and has an address.", fits["content"]![0]!["text"]!.GetValue<string>());
        Assert.All([conditional, nested, unknown], refused => Assert.Equal("invalid_arguments", refused["structuredContent"]!["reason"]!.GetValue<string>()));

        async Task<JsonNode> CallAsync(object arguments) => (await app.CallAsync(Tool, arguments, Cancellation))["result"]!;
    }
}
