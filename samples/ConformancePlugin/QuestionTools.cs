using System.ComponentModel;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace ConformancePlugin;

/// <summary>
/// Tools that answer with a question: the client calls again, with the answer to it (SEP-2322). It works without a session, and
/// the SDK asks a client of an older revision in that one's way.
/// </summary>
[McpServerToolType]
public static class QuestionTools
{
    private static readonly ElicitRequestParams Name = Forms.Of("What is your name?", "name", new ElicitRequestParams.StringSchema());
    private static readonly ElicitRequestParams Confirmation = Forms.Of("Please confirm.", "ok", new ElicitRequestParams.BooleanSchema());

    [McpServerTool(Name = "test_input_required_result_elicitation"), Description("Asks for a name, and greets.")]
    public static string Greet(RequestContext<CallToolRequestParams> call) => call.Params.FindField("user_name", "name") is { } name
        ? $"Hello, {name}!"
        : throw new InputRequiredException(new Dictionary<string, InputRequest> { ["user_name"] = InputRequest.ForElicitation(Name) });

    [McpServerTool(Name = "test_input_required_result_sampling"), Description("Asks the client's model.")]
    public static string AskModel(RequestContext<CallToolRequestParams> call) =>
        call.Params.Find("capital_question", InputResponse.CreateMessageResultJsonTypeInfo) is { } answer
            ? $"The model said: {answer.Content.OfType<TextContentBlock>().FirstOrDefault()?.Text}"
            : throw new InputRequiredException(new Dictionary<string, InputRequest> { ["capital_question"] = Ask("What is the capital of France?") });

    [McpServerTool(Name = "test_input_required_result_list_roots"), Description("Asks for the client's roots.")]
    public static string Roots(RequestContext<CallToolRequestParams> call) =>
        call.Params.Find("client_roots", InputResponse.ListRootsResultJsonTypeInfo) is { } answer
            ? $"Roots: {string.Join(", ", answer.Roots.Select(root => root.Uri))}"
            : throw new InputRequiredException(new Dictionary<string, InputRequest> { ["client_roots"] = InputRequest.ForRootsList(new()) });

    [McpServerTool(Name = "test_input_required_result_request_state"), Description("Has the client keep what it needs to go on.")]
    public static string Confirm(RequestContext<CallToolRequestParams> call, SignedState state) =>
        state.Read(call.Params.RequestState) is { } kept
            ? $"state-ok: {kept}"
            : throw new InputRequiredException(new Dictionary<string, InputRequest> { ["confirm"] = InputRequest.ForElicitation(Confirmation) }, state.Write("asked"));

    [McpServerTool(Name = "test_input_required_result_tampered_state"), Description("Refuses a state that it did not give.")]
    public static string ConfirmSafely(RequestContext<CallToolRequestParams> call, SignedState state) => Confirm(call, state);

    [McpServerTool(Name = "test_input_required_result_multiple_inputs"), Description("Asks three things at once.")]
    public static string AskThrice(RequestContext<CallToolRequestParams> call, SignedState state)
    {
        string[] asked = ["user_name", "greeting", "client_roots"];
        if (call.Params.InputResponses is { } responses && asked.All(responses.ContainsKey))
            return "All three answers are here.";

        throw new InputRequiredException(
            new Dictionary<string, InputRequest>
            {
                ["user_name"] = InputRequest.ForElicitation(Name),
                ["greeting"] = Ask("Generate a greeting."),
                ["client_roots"] = InputRequest.ForRootsList(new()),
            },
            state.Write("three"));
    }

    [McpServerTool(Name = "test_input_required_result_multi_round"), Description("Asks again after the first answer.")]
    public static string AskTwice(RequestContext<CallToolRequestParams> call, SignedState state) => state.Read(call.Params.RequestState) switch
    {
        null => throw new InputRequiredException(new Dictionary<string, InputRequest> { ["step1"] = InputRequest.ForElicitation(Name) }, state.Write("first")),
        "first" => throw new InputRequiredException(
            new Dictionary<string, InputRequest> { ["step2"] = InputRequest.ForElicitation(Forms.Of("What is your favourite colour?", "color", new ElicitRequestParams.StringSchema())) },
            state.Write("second")),
        _ => "Both answers are here.",
    };

    [McpServerTool(Name = "test_input_required_result_capabilities"), Description("Asks only what its client can answer.")]
    public static string AskWhatIsPossible(RequestContext<CallToolRequestParams> call)
    {
        var client = call.JsonRpcRequest.Context?.ClientCapabilities;
        var questions = new Dictionary<string, InputRequest>();
        if (client?.Sampling is not null)
            questions["capital_question"] = Ask("What is the capital of France?");
        if (client?.Elicitation is not null)
            questions["user_name"] = InputRequest.ForElicitation(Name);
        if (client?.Roots is not null)
            questions["client_roots"] = InputRequest.ForRootsList(new());
        return questions.Count == 0 || call.Params.InputResponses is { Count: > 0 } ? "Nothing is left to ask." : throw new InputRequiredException(questions);
    }

    [McpServerTool(Name = "test_missing_capability"), Description("Refuses a client that has no model to ask.")]
    public static string NeedModel(RequestContext<CallToolRequestParams> call) =>
        (call.Server.ClientCapabilities ?? call.JsonRpcRequest.Context?.ClientCapabilities)?.Sampling is not null
            ? "The client has a model."
            : throw new MissingRequiredClientCapabilityException(new ClientCapabilities { Sampling = new() }, "This tool needs a client with sampling.");

    [McpServerTool(Name = "test_streaming_elicitation"), Description("Asks no question on the stream of its answer.")]
    public static string Stream() => "Nothing but this answer was streamed.";

    private static InputRequest Ask(string question) => InputRequest.ForSampling(new CreateMessageRequestParams
    {
        Messages = [new SamplingMessage { Role = Role.User, Content = [new TextContentBlock { Text = question }] }],
        MaxTokens = 100,
    });
}
