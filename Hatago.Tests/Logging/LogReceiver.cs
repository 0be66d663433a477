using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Hatago.Tests.Logging;

/// <summary>What takes logs in a test: Loki's push API and Elasticsearch's bulk API, in the JSON that they document.</summary>
internal sealed class LogReceiver : IAsyncDisposable
{
    private readonly WebApplication _peer = Peer.Create();
    private readonly ConcurrentQueue<LokiEntry> _entries = new();
    private readonly ConcurrentQueue<JsonObject> _documents = new();
    private ConcurrentQueue<int> _refusals = new();

    public string Address => _peer.Urls.Single();

    /// <summary>Why a request was not as its API wants it.</summary>
    public string? Problem { get; private set; }

    public int RefusalsLeft => _refusals.Count;

    /// <summary>The header of that name in the last request; so too <see cref="Tenant" />.</summary>
    public string? Authorization { get; private set; }

    public string? Tenant { get; private set; }

    public IReadOnlyList<LokiEntry> Entries => [.. _entries];

    public IReadOnlyList<JsonObject> Documents => [.. _documents];

    public static async Task<LogReceiver> StartAsync(CancellationToken cancellation)
    {
        var receiver = new LogReceiver();
        receiver._peer.MapPost("/loki/api/v1/push", receiver.PushAsync);
        receiver._peer.MapPost("/logs-hatago-default/_bulk", receiver.BulkAsync);
        await receiver._peer.StartAsync(cancellation);
        return receiver;
    }

    /// <summary>Answers the next requests so, one after the other, instead of taking anything.</summary>
    public void Refuse(params IEnumerable<int> statuses) => _refusals = new(statuses);

    public ValueTask DisposeAsync() => _peer.DisposeAsync();

    private Task<IResult> PushAsync(HttpRequest request) => TakeAsync(request, "application/json", body =>
    {
        foreach (var stream in JsonNode.Parse(body)!["streams"]!.AsArray())
        {
            var labels = stream!["stream"]!.AsObject().ToDictionary(label => label.Key, label => label.Value!.GetValue<string>());
            foreach (var value in stream["values"]!.AsArray())
                _entries.Enqueue(new(labels, value![0]!.GetValue<string>(), value[1]!.GetValue<string>()));
        }

        return Results.NoContent();
    });

    private Task<IResult> BulkAsync(HttpRequest request) => TakeAsync(request, "application/x-ndjson", body =>
    {
        Assert.EndsWith("\n", body); // Elasticsearch refuses a body whose last line does not end.
        var lines = body[..^1].Split('\n');
        Assert.Equal(0, lines.Length % 2);
        foreach (var (action, document) in lines.Chunk(2).Select(pair => (pair[0], pair[1])))
        {
            Assert.Equal("""{"create":{}}""", action); // A data stream takes nothing else.
            _documents.Enqueue(JsonNode.Parse(document)!.AsObject());
        }

        return Results.Text("""{"took":1,"errors":false,"items":[]}""", "application/json");
    });

    private async Task<IResult> TakeAsync(HttpRequest request, string contentType, Func<string, IResult> take)
    {
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        (Authorization, Tenant) = (request.Headers.Authorization, request.Headers["X-Scope-OrgID"]);
        if (_refusals.TryDequeue(out var refusal))
            return Results.StatusCode(refusal);

        try
        {
            Assert.Equal(contentType, request.ContentType);
            return take(body);
        }
        catch (Exception malformed)
        {
            Problem = malformed.ToString();
            throw;
        }
    }
}
