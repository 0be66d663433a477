using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text.Json;
using Hatago.Check.Reporting;
using Spectre.Console;

namespace Hatago.Check;

/// <summary>The command line: where to ask, and how to say what was found.</summary>
internal static class CheckCommand
{
    private const string Help = """
        Tells the state of a running Hatago: health, SLOs, error budget, burn rates, breakers, alerts, plugins.

        Exit codes: 0 fine; 1 an SLO is broken, or Hatago is not ready; 2 unreachable; 64 wrong usage.
        """;

    private static readonly Option<Uri> Url = Address("--url", $"http://localhost:{Environment.GetEnvironmentVariable("PORT") ?? "8787"}", "Where Hatago is.");
    private static readonly Option<Uri> Prometheus = Address("--prometheus", "http://localhost:9090", "Where Prometheus is, which knows all replicas.");
    private static readonly Option<Uri> Alertmanager = Address("--alertmanager", "http://localhost:9093", "Where Alertmanager is.");
    private static readonly Option<bool> Json = new("--json") { Description = "Prints one JSON object, and with --watch one a line." };
    private static readonly Option<int> Watch = new("--watch") { Description = "Looks again every so many seconds, 5 when none are given, until Ctrl+C.", HelpName = "seconds", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<int> Timeout = new("--timeout") { Description = "Seconds that an answer may take.", HelpName = "seconds", DefaultValueFactory = _ => 5 };

    public static async Task<int> RunAsync(string[] args)
    {
        foreach (var seconds in new[] { Watch, Timeout })
        {
            seconds.Validators.Add(result =>
            {
                if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, out var value) || value is < 1 or > 3600))
                    result.AddError($"{result.Option.Name} {result.Tokens[0].Value} is not valid; allowed is a whole number from 1 to 3600");
            });
        }

        var root = new RootCommand(Help) { Url, Prometheus, Alertmanager, Json, Watch, Timeout };
        root.SetAction(CheckAsync);
        var parsed = root.Parse(args);
        if (parsed.Action is not ParseErrorAction)
            return await parsed.InvokeAsync();

        foreach (var error in parsed.Errors.Select(error => error.Message).Distinct())
            await Console.Error.WriteLineAsync($"hatago: {error}");
        await Console.Error.WriteLineAsync("hatago: ./hatago check --help tells what is allowed");
        return ExitCode.Usage;
    }

    private static async Task<int> CheckAsync(ParseResult parsed, CancellationToken cancellation)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(parsed.GetValue(Timeout)) };
        var reporter = new Reporter(http, parsed.GetValue(Url)!, parsed.GetValue(Prometheus)!, parsed.GetValue(Alertmanager)!, TimeProvider.System);
        if (parsed.GetResult(Watch) is null)
        {
            var report = await reporter.ReportAsync(cancellation);
            if (parsed.GetValue(Json))
                Console.Out.WriteLine(JsonSerializer.Serialize(report, ReportJson.Indented.Report));
            else
                AnsiConsole.Write(Screen.Of(report));
            return report.ExitCode;
        }

        var interval = TimeSpan.FromSeconds(parsed.GetValue(Watch) is > 0 and var seconds ? seconds : 5);
        return parsed.GetValue(Json) ? await PrintAsync(reporter, interval, cancellation) : await ShowAsync(reporter, interval, cancellation);
    }

    private static async Task<int> PrintAsync(Reporter reporter, TimeSpan interval, CancellationToken cancellation)
    {
        var exitCode = ExitCode.Fine;
        await foreach (var report in reporter.WatchAsync(interval, cancellation))
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(report, ReportJson.Default.Report));
            exitCode = report.ExitCode;
        }

        return exitCode;
    }

    private static Task<int> ShowAsync(Reporter reporter, TimeSpan interval, CancellationToken cancellation) =>
        AnsiConsole.Live(new Text("asking …")).StartAsync(async live =>
        {
            var exitCode = ExitCode.Fine;
            await foreach (var report in reporter.WatchAsync(interval, cancellation))
            {
                live.UpdateTarget(Screen.Of(report));
                exitCode = report.ExitCode;
            }

            return exitCode;
        });

    private static Option<Uri> Address(string name, string usual, string description) => new(name)
    {
        Description = description,
        HelpName = "url",
        DefaultValueFactory = _ => new(usual),
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
                return url;
            result.AddError($"{name} {result.Tokens[0].Value} is not valid; allowed is an http or https address, such as {usual}");
            return null;
        },
    };
}
