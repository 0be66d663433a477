using System.Text;
using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Hatago.McpServer.Sessions;

/// <summary>
/// The name of an event stream: the replica that writes it and the request that it answers, none for what a server says
/// unasked. It is part of every event's id, so whoever resumes the stream knows both without another look-up.
/// </summary>
internal sealed record EventStreamName(string Replica, RequestId? Request)
{
    private const char Separator = ' ';

    public static EventStreamName Parse(string name)
    {
        var end = name.IndexOf(Separator, StringComparison.Ordinal);
        return end < 0 ? new(name, null) : new(name[..end], JsonSerializer.Deserialize<RequestId>(name.AsSpan(end + 1), McpJsonUtilities.DefaultOptions));
    }

    /// <summary>The stream of an event, from the SDK's form of an event's id: session, stream and number, the first two in base64.</summary>
    public static EventStreamName? OfEvent(string eventId)
    {
        var parts = eventId.Split(':');
        if (parts.Length != 3)
            return null;

        try
        {
            return Parse(Encoding.UTF8.GetString(Convert.FromBase64String(parts[1])));
        }
        catch (Exception foreign) when (foreign is FormatException or JsonException)
        {
            return null; // Anyone may send anything; the SDK refuses it.
        }
    }

    public override string ToString() =>
        Request is { } request ? $"{Replica}{Separator}{JsonSerializer.Serialize(request, McpJsonUtilities.DefaultOptions)}" : Replica;
}
