using System.CommandLine;
using System.CommandLine.Invocation;
using Hatago.ServiceDefaults.Configuration;

namespace Hatago.McpServer.Probing;

/// <summary>
/// <c>--probe ready</c>: asks the server that runs beside it, for health checks in an image that has no curl. Nothing of a
/// server is started for it: a container runs it every few seconds, out of the server's share of the CPU.
/// </summary>
internal static class ProbeCommand
{
    /// <summary>EX_USAGE of sysexits.h.</summary>
    private const int Usage = 64;

    private const string Name = "--probe";

    private static readonly string[] Probes = ["live", "ready", "startup"];

    /// <returns>The exit code, or <see langword="null"/> when a server is to be started, not a probe.</returns>
    public static async Task<int?> TryRunAsync(string[] args) =>
        args.Any(arg => arg == Name || arg.StartsWith(Name + "=", StringComparison.Ordinal)) ? await RunAsync(args) : null;

    private static async Task<int> RunAsync(string[] args)
    {
        var probe = new Option<string>(Name) { Description = "Asks the server that listens on PORT, and ends with 0 when it passes, with 1 otherwise.", HelpName = string.Join('|', Probes) };
        probe.Validators.Add(result =>
        {
            var value = result.Tokens is [var token] ? token.Value : "";
            if (!Probes.Contains(value))
                result.AddError($"{Name} {value} is not valid; allowed is one of {string.Join(", ", Probes)}");
        });
        var timeout = new Option<int>("--timeout") { Description = "Seconds that the answer may take.", HelpName = "seconds", DefaultValueFactory = _ => 3 };
        timeout.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, out var value) || value is < 1 or > 60))
                result.AddError($"{timeout.Name} {result.Tokens[0].Value} is not valid; allowed is a whole number from 1 to 60");
        });

        var root = new RootCommand("Asks a running Hatago how it is.") { probe, timeout };
        root.SetAction((parsed, cancellation) => ServerProbe.AskAsync(parsed.GetValue(probe)!, TimeSpan.FromSeconds(parsed.GetValue(timeout)), cancellation));
        var parsed = root.Parse(args);
        if (parsed.Action is not ParseErrorAction)
            return await InvokeAsync(parsed);

        foreach (var error in parsed.Errors.Select(error => error.Message).Distinct())
            await Console.Error.WriteLineAsync($"hatago: {error}");
        return Usage;
    }

    private static async Task<int> InvokeAsync(ParseResult parsed)
    {
        try
        {
            return await parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false });
        }
        catch (InvalidConfigurationException invalid)
        {
            foreach (var problem in invalid.Problems)
                await Console.Error.WriteLineAsync($"hatago: {problem}");
            return InvalidConfigurationException.ExitCode;
        }
    }
}
