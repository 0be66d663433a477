namespace Hatago.McpServer.Plugins;

/// <summary>Arguments that passed the schema and still could not become the parameters of the plugin's method: its code never ran.</summary>
internal sealed class InvalidArgumentsException(string message) : Exception(message);
