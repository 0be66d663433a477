namespace Hatago.McpServer.Auth;

/// <summary>Why someone may not do what was asked.</summary>
/// <param name="Message">What is missing, for people.</param>
/// <param name="Scopes">All scopes that it takes; with them a client asks its issuer for a better token. Empty when no scope would help.</param>
internal sealed record MissingRight(string Message, IReadOnlyList<string> Scopes);
