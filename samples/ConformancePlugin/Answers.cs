using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace ConformancePlugin;

/// <summary>Answers to the questions of a call (SEP-2322). They come from a client, so they may be anything.</summary>
internal static class Answers
{
    /// <returns>The answer; <see langword="null"/> when there is none.</returns>
    /// <exception cref="McpProtocolException">It is none to such a question.</exception>
    public static T? Find<T>(this RequestParams call, string question, JsonTypeInfo<T> type) where T : class
    {
        if (call.InputResponses?.TryGetValue(question, out var response) is not true)
            return null;

        try
        {
            return response!.Deserialize(type);
        }
        catch (JsonException)
        {
            throw new McpProtocolException($"The answer to '{question}' is none to that question.", McpErrorCode.InvalidParams);
        }
    }

    /// <returns>What the user wrote into a field; <see langword="null"/> when the form was not sent, or is without it.</returns>
    public static string? FindField(this RequestParams call, string question, string field) =>
        call.Find(question, InputResponse.ElicitResultJsonTypeInfo) is { IsAccepted: true, Content: { } form } && form.TryGetValue(field, out var value) ? value.ToString() : null;
}
