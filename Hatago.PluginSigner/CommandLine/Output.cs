using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Hatago.PluginSigner.CommandLine;

/// <summary>What is printed: results to stdout, for people or as one JSON object; what went wrong to stderr.</summary>
internal static class Output
{
    public static Option<bool> Json { get; } = new("--json") { Description = "Prints one JSON object to stdout, for scripts.", Recursive = true };

    public static void Write<T>(ParseResult parsed, T result, JsonTypeInfo<T> type, IEnumerable<string> lines)
    {
        if (parsed.GetValue(Json))
            Console.Out.WriteLine(JsonSerializer.Serialize(result, type));
        else
            Console.Out.WriteLine(string.Join(Environment.NewLine, lines));
    }

    public static void Warn(string message) => Console.Error.WriteLine($"hatago-sign: {message}");

    public static int Fail(ParseResult parsed, int exitCode, IReadOnlyList<string> problems)
    {
        if (parsed.GetValue(Json))
            Console.Out.WriteLine(JsonSerializer.Serialize(new(string.Join("; ", problems), exitCode), SignerJson.Default.Failure));
        foreach (var problem in problems)
            Warn(TerminalText.Escape(problem));
        return exitCode;
    }
}
