using System.ComponentModel;
using System.Text.Json;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace ConformancePlugin;

[McpServerResourceType]
public static class ConformanceResources
{
    [McpServerResource(UriTemplate = "test://static-text", Name = "static-text", MimeType = "text/plain"), Description("A text.")]
    public static string Text() => "This is the content of the static text resource.";

    [McpServerResource(UriTemplate = "test://static-binary", Name = "static-binary", MimeType = "image/png"), Description("An image.")]
    public static BlobResourceContents Binary() => BlobResourceContents.FromBytes(Samples.Png, "test://static-binary", "image/png");

    [McpServerResource(UriTemplate = "test://template/{id}/data", Name = "template", MimeType = "application/json"), Description("One of many, by its id.")]
    public static TextResourceContents Data(string id) => new()
    {
        Uri = $"test://template/{id}/data",
        MimeType = "application/json",
        Text = $$"""{"id":{{JsonSerializer.Serialize(id)}},"templateTest":true,"data":{{JsonSerializer.Serialize($"Data for ID: {id}")}}}""",
    };

    [McpServerResource(UriTemplate = "test://weather/{district}", Name = "weather", MimeType = "text/plain"), Description("The weather of a district.")]
    public static string Weather(string district) => $"Rain in {district}.";

    [McpServerResource(UriTemplate = WatchedText.Uri, Name = "watched-resource", MimeType = "text/plain"), Description("A text that changes.")]
    public static string Watched(WatchedText text) => text.Value;
}
