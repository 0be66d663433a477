using System.Text.Json.Nodes;

namespace Hatago.Tests.Monitoring;

/// <summary>One alert of a message that Alertmanager posted to a receiver: firing or resolved.</summary>
internal sealed record Notification(string Receiver, string Status, JsonNode Labels, JsonNode Annotations)
{
    public string Alert => Labels["alertname"]!.GetValue<string>();

    public static IEnumerable<Notification> Read(string message)
    {
        var root = JsonNode.Parse(message)!;
        return root["alerts"]!.AsArray().Select(alert => new Notification(
            root["receiver"]!.GetValue<string>(), alert!["status"]!.GetValue<string>(), alert["labels"]!, alert["annotations"]!));
    }
}
