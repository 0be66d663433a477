namespace Hatago.McpServer.Sessions;

/// <summary>Redis does not answer, so nobody knows here whether there is such a session: to say that there is none would end it for its client.</summary>
internal sealed class SessionUnknownException() : Exception("Whether there is such a session is not known now: the store of sessions does not answer. Try again later.");
