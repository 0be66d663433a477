using System.ComponentModel;
using System.Text.Json;
using Hatago.PluginSdk;
using ModelContextProtocol.Server;

namespace ConformancePlugin;

/// <summary>Tools whose schema says more than their parameters.</summary>
[McpServerToolType]
public static class SchemaTools
{
    [McpServerTool(Name = "json_schema_2020_12_tool", ReadOnly = true), Description("Takes a contact, with a phone number or an address to write to.")]
    [InputSchema(
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "$defs": {
            "address": {
              "$anchor": "addressDef",
              "type": "object",
              "properties": { "street": { "type": "string" }, "city": { "type": "string" } }
            }
          },
          "properties": {
            "name": { "type": "string" },
            "address": { "$ref": "#/$defs/address" },
            "contactMethod": { "type": "string", "enum": ["phone", "email"] },
            "phone": { "type": "string" },
            "email": { "type": "string" }
          },
          "allOf": [{ "anyOf": [{ "required": ["phone"] }, { "required": ["email"] }] }],
          "if": { "properties": { "contactMethod": { "const": "phone" } }, "required": ["contactMethod"] },
          "then": { "required": ["phone"] },
          "else": { "required": ["email"] },
          "additionalProperties": false
        }
        """)]
    public static string Contact(string? name = null, JsonElement? address = null, string? contactMethod = null, string? phone = null, string? email = null) =>
        $"{name ?? "Somebody"} is reached by {contactMethod ?? "email"} at {(contactMethod == "phone" ? phone : email)}{(address is null ? "" : ", and has an address")}.";

    [McpServerTool(Name = "test_header_tool", ReadOnly = true), Description("Takes an argument that proxies may route by, in a header.")]
    public static string Route([McpHeader("Region"), Description("Where to ask.")] string region, [Description("What to ask.")] string query) =>
        $"Asked in {region}: {query}";
}
