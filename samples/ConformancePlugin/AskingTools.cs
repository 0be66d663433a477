using System.ComponentModel;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace ConformancePlugin;

/// <summary>Tools that ask their client while they run: for a client with a session. <see cref="QuestionTools"/> is for all.</summary>
[McpServerToolType]
public static class AskingTools
{
    [McpServerTool(Name = "test_sampling"), Description("Has the client's model answer a prompt.")]
    public static async Task<string> Sample(McpServer server, [Description("What to ask the model.")] string prompt, CancellationToken cancellation)
    {
        server.Need(client => client.Sampling, "sampling");
        var answer = await server.SampleAsync(
            new CreateMessageRequestParams
            {
                Messages = [new SamplingMessage { Role = Role.User, Content = [new TextContentBlock { Text = prompt }] }],
                MaxTokens = 100,
            },
            cancellation);
        return $"LLM response: {answer.Content.OfType<TextContentBlock>().FirstOrDefault()?.Text}";
    }

    [McpServerTool(Name = "test_elicitation"), Description("Asks the client's user for a text.")]
    public static async Task<string> Elicit(McpServer server, [Description("What to ask.")] string message, CancellationToken cancellation)
    {
        server.Need(client => client.Elicitation, "elicitation");
        var answer = await server.ElicitAsync(Forms.Of(message, "response", new ElicitRequestParams.StringSchema { Description = "The user's response" }), cancellation);
        return Told(answer);
    }

    [McpServerTool(Name = "test_elicitation_url"), Description("Sends the client's user to a page: for what must not pass the client, such as a password.")]
    public static async Task<string> ElicitByPage(McpServer server, CancellationToken cancellation)
    {
        server.Need(client => client.Elicitation?.Url, "elicitation by URL");
        var answer = await server.ElicitAsync(
            new ElicitRequestParams { Mode = "url", ElicitationId = Guid.NewGuid().ToString(), Url = "https://example.com/consent", Message = "Please consent." },
            cancellation);
        return $"User's answer: action={answer.Action}";
    }

    [McpServerTool(Name = "test_elicitation_sep1034_defaults"), Description("Asks with a default in each field.")]
    public static async Task<string> Defaults(McpServer server, CancellationToken cancellation)
    {
        server.Need(client => client.Elicitation, "elicitation");
        var answer = await server.ElicitAsync(
            new ElicitRequestParams
            {
                Message = "Please check your profile.",
                RequestedSchema = new()
                {
                    Properties =
                    {
                        ["name"] = new ElicitRequestParams.StringSchema { Default = "John Doe" },
                        ["age"] = new ElicitRequestParams.NumberSchema { Type = "integer", Default = 30 },
                        ["score"] = new ElicitRequestParams.NumberSchema { Default = 95.5 },
                        ["status"] = new ElicitRequestParams.UntitledSingleSelectEnumSchema { Enum = ["active", "inactive", "pending"], Default = "active" },
                        ["verified"] = new ElicitRequestParams.BooleanSchema { Default = true },
                    },
                },
            },
            cancellation);
        return Told(answer);
    }

    [McpServerTool(Name = "test_elicitation_sep1330_enums"), Description("Asks for choices of each kind.")]
    public static async Task<string> Choices(McpServer server, CancellationToken cancellation)
    {
        string[] options = ["option1", "option2", "option3"];
        ElicitRequestParams.EnumSchemaOption[] titled =
            [new() { Const = "value1", Title = "First" }, new() { Const = "value2", Title = "Second" }, new() { Const = "value3", Title = "Third" }];
        server.Need(client => client.Elicitation, "elicitation");
        var answer = await server.ElicitAsync(
            new ElicitRequestParams
            {
                Message = "Please choose.",
                RequestedSchema = new()
                {
                    Properties =
                    {
                        ["untitledSingle"] = new ElicitRequestParams.UntitledSingleSelectEnumSchema { Enum = options },
                        ["titledSingle"] = new ElicitRequestParams.TitledSingleSelectEnumSchema { OneOf = titled },
#pragma warning disable MCP9001 // The form of revisions before 2025-11-25, which the suite asks for.
                        ["legacyEnum"] = new ElicitRequestParams.LegacyTitledEnumSchema { Enum = ["opt1", "opt2", "opt3"], EnumNames = ["One", "Two", "Three"] },
#pragma warning restore MCP9001
                        ["untitledMulti"] = new ElicitRequestParams.UntitledMultiSelectEnumSchema { Items = new() { Enum = options } },
                        ["titledMulti"] = new ElicitRequestParams.TitledMultiSelectEnumSchema { Items = new() { AnyOf = titled } },
                    },
                },
            },
            cancellation);
        return Told(answer);
    }

    private static string Told(ElicitResult answer) =>
        $"User's answer: action={answer.Action}, content={string.Join(", ", answer.Content?.Select(field => $"{field.Key}={field.Value}") ?? [])}";
}
