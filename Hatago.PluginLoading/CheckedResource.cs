using System.Reflection;
using ModelContextProtocol.Server;

namespace Hatago.PluginLoading;

/// <summary>A resource, or a template of resources.</summary>
internal sealed class CheckedResource(McpServerResource resource, MethodInfo method)
{
    public McpServerResource Resource => resource;

    public CompletedArguments Completed { get; } = new(resource.ProtocolResourceTemplate.UriTemplate, method);

    public bool IsMatch(string uri) => resource.IsMatch(uri);
}
