using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Hatago.PluginLoading;
using ModelContextProtocol;
using ModelContextProtocol.Server;

namespace Hatago.McpServer.Mcp;

/// <summary>A tool that Hatago itself brings: management, so seen and called only by whom <see cref="Auth.ManagementPolicy"/> allows.</summary>
internal sealed record OperationalTool(string Name, Delegate Method, JsonSerializerOptions Json, bool IsReadOnly)
{
    /// <summary>A tool with a dot in its name. Its method's result becomes <c>structuredContent</c> and, as text, <c>content[0]</c>.</summary>
    public static OperationalTool Create(string name, Delegate method, IJsonTypeInfoResolver results, bool isReadOnly)
    {
        var json = new JsonSerializerOptions(McpJsonUtilities.DefaultOptions);
        json.TypeInfoResolverChain.Insert(0, results);
        json.MakeReadOnly();
        return new(name, method, json, isReadOnly);
    }

    public CheckedTool Listed(string name) => new(McpServerTool.Create(Method, new()
    {
        Name = name,
        ReadOnly = IsReadOnly,
        Destructive = !IsReadOnly,
        Idempotent = IsReadOnly,
        OpenWorld = false,
        UseStructuredContent = true,
        SerializerOptions = Json,
    }), Name, Name, Method.Method, Json);
}
