namespace Hatago.McpServer.Auth;

/// <summary>The issuer could not be asked, or its answer cannot be used.</summary>
internal sealed class IssuerException(string message) : Exception(message);
