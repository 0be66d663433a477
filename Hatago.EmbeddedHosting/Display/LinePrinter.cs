using System.Text.RegularExpressions;
using Aspire.Hosting.ApplicationModel;
using Spectre.Console;

namespace Hatago.EmbeddedHosting.Display;

/// <summary>Prints lines under the name of their resource, in a colour of its own on a terminal.</summary>
internal sealed partial class LinePrinter(IResourceCollection resources)
{
    private static readonly string[] Colours = ["aqua", "green", "yellow", "fuchsia", "blue", "olive"];

    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _last = [];
    private readonly Lazy<int> _width = new(() => resources.Max(resource => resource.Name.Length));

    public bool IsTerminal { get; } = !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi;

    public void PrintIfNew(string resource, string text)
    {
        if (_last.GetValueOrDefault(resource) == text)
            return;
        _last[resource] = text;
        Print(resource, text);
    }

    public void PrintLog(string resource, string line) => Print(resource, Printable(line));

    public void PrintNotice(string resource, string text) => Print(resource, $"*** {text}");

    /// <summary>A log line as it may be shown: whatever moves the cursor or starts another line is left out.</summary>
    public static string Printable(string line) => Control().Replace(line, "");

    private void Print(string resource, string text)
    {
        lock (_lock)
        {
            var name = resource.PadRight(_width.Value);
            if (!IsTerminal)
            {
                Console.WriteLine($"{name} | {text}");
                return;
            }

            var colour = Colours[Math.Max(0, resources.TakeWhile(one => one.Name != resource).Count()) % Colours.Length];
            AnsiConsole.Markup($"[{colour}]{Markup.Escape(name)} |[/] ");
            Console.WriteLine(text); // As it is: a long line is for the terminal to wrap.
        }
    }

    [GeneratedRegex(@"\e\[[0-9;?]*[ -/]*[@-~]|[\p{Cc}-[\t]]")]
    private static partial Regex Control();
}
