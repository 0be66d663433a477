using ModelContextProtocol.Protocol;

namespace ConformancePlugin;

/// <summary>Questions to a user.</summary>
internal static class Forms
{
    public static ElicitRequestParams Of(string message, string field, ElicitRequestParams.PrimitiveSchemaDefinition schema) => new()
    {
        Message = message,
        RequestedSchema = new() { Properties = { [field] = schema }, Required = [field] },
    };
}
