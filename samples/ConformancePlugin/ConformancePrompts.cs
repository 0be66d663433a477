using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace ConformancePlugin;

[McpServerPromptType]
public static class ConformancePrompts
{
    private static readonly ElicitRequestParams Context = Forms.Of("What is it about?", "context", new ElicitRequestParams.StringSchema());

    [McpServerPrompt(Name = "test_simple_prompt"), Description("A prompt without arguments.")]
    public static string Simple() => "This is a simple prompt for testing.";

    [McpServerPrompt(Name = "test_prompt_with_arguments"), Description("A prompt with arguments, of which the first is one of three.")]
    public static string WithArguments([AllowedValues("testimony", "testing", "text"), Description("What to do.")] string arg1, [Description("With what.")] string arg2) =>
        $"Prompt with arguments: arg1='{arg1}', arg2='{arg2}'";

    [McpServerPrompt(Name = "test_prompt_with_embedded_resource"), Description("A prompt with a resource inside.")]
    public static PromptMessage[] WithResource([Description("Which resource.")] string resourceUri) =>
    [
        Said(new EmbeddedResourceBlock { Resource = new TextResourceContents { Uri = resourceUri, MimeType = "text/plain", Text = "Embedded resource content for testing." } }),
        Said(new TextContentBlock { Text = "Please process the embedded resource above." }),
    ];

    [McpServerPrompt(Name = "test_prompt_with_image"), Description("A prompt with an image.")]
    public static PromptMessage[] WithImage() =>
        [Said(ImageContentBlock.FromBytes(Samples.Png, "image/png")), Said(new TextContentBlock { Text = "Please analyze the image above." })];

    [McpServerPrompt(Name = "test_input_required_result_prompt"), Description("Asks what it is to be about.")]
    public static string Asking(RequestContext<GetPromptRequestParams> request) => request.Params.FindField("user_context", "context") is { } context
        ? $"Please go on, about {context}."
        : throw new InputRequiredException(new Dictionary<string, InputRequest> { ["user_context"] = InputRequest.ForElicitation(Context) });

    private static PromptMessage Said(ContentBlock content) => new() { Role = Role.User, Content = content };
}
