using System.Reflection;
using System.Text.Json;
using ModelContextProtocol.Server;

namespace Hatago.PluginLoading;

/// <summary>A prompt, with the checks of its arguments.</summary>
internal sealed class CheckedPrompt(McpServerPrompt prompt, MethodInfo method, JsonSerializerOptions json)
{
    public McpServerPrompt Prompt => prompt;

    public string Name => prompt.ProtocolPrompt.Name;

    public CompletedArguments Completed { get; } = new(prompt.ProtocolPrompt.Name, method);

    /// <returns>The required arguments that are missing, and those that the method's parameters cannot hold.</returns>
    public IReadOnlyList<string> Problems(IDictionary<string, JsonElement>? arguments) =>
    [
        .. (prompt.ProtocolPrompt.Arguments ?? []).Where(argument => argument.Required is true && arguments?.ContainsKey(argument.Name) is not true)
            .Select(argument => $"'{argument.Name}' is required"),
        .. ArgumentBinding.Misfits(method, arguments, json),
    ];
}
