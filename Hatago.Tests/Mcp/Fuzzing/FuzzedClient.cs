using System.Text;

namespace Hatago.Tests.Mcp.Fuzzing;

/// <summary>A client with a session of each revision that sends mutated requests, one after the other, the same for the same seed.</summary>
internal sealed class FuzzedClient(Uri server, int seed)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(400);

    private readonly Random _random = new(seed);
    private readonly Dictionary<string, string> _sessions = [];

    /// <summary>How many of its requests were still right enough for a result.</summary>
    public int Results { get; private set; }

    /// <returns>What was wrong, with the request that showed it.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(int requests, CancellationToken cancellation)
    {
        var corpus = new Corpus(server.Authority, _random);
        var mutator = new RequestMutator(_random);
        foreach (var revision in Corpus.SessionRevisions)
        {
            var answers = await WireConnection.ExchangeAsync(server, corpus.Initialize(revision), Eventually.Deadline, cancellation);
            _sessions[revision] = answers.Single().Headers["mcp-session-id"];
        }

        var problems = new List<string>();
        for (var number = 0; number < requests; number++)
        {
            var request = mutator.Mutate(corpus.Next(_sessions));
            if (_random.Next(50) == 0)
                await WireConnection.HangUpAsync(server, request, cancellation);
            else if (await ProblemAsync(request, cancellation) is { } problem)
                problems.Add($"client {seed}, request {number}: {problem}\n{Show(request)}");
        }

        return problems;
    }

    private async Task<string?> ProblemAsync(WireRequest request, CancellationToken cancellation)
    {
        try
        {
            var answers = await WireConnection.ExchangeAsync(server, request, Patience, cancellation);
            var wrong = answers.FirstOrDefault(answer => answer.Problem() is not null);
            if (wrong is null && answers.Any(answer => answer.HasResult))
                Results++;
            return wrong is null ? null : $"{wrong.Problem()}: {Cut(wrong.Text)}";
        }
        catch (TimeoutException hanging)
        {
            return hanging.Message;
        }
    }

    private static string Show(WireRequest request) => Cut(Encoding.Latin1.GetString(request.ToBytes()));

    private static string Cut(string text) => text.Length <= 2_000 ? text : $"{text[..2_000]}… ({text.Length} characters)";
}
