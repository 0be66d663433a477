namespace Hatago.PluginSdk;

/// <summary>
/// The JSON schema (2020-12) of a tool's arguments, in place of the one that follows from its parameters: for what parameters cannot say.
/// Arguments that do not fit it are refused before the tool is called; those that do become the parameters of the same name.
/// </summary>
/// <param name="json">The schema, with <c>"type": "object"</c>.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class InputSchemaAttribute(string json) : Attribute
{
    /// <summary>The schema.</summary>
    public string Json => json;
}
