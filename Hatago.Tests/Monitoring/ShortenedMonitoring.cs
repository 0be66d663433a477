using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Hatago.Tests.Monitoring;

/// <summary>
/// The files of <c>monitoring/</c> with every time in them sixty times shorter: minutes are seconds. Rules keep their names, so
/// <c>hatago:error_rate:5m</c> looks back 5 seconds. Prometheus scrapes and evaluates every second.
/// </summary>
internal static partial class ShortenedMonitoring
{
    private const int Factor = 60;

    private static readonly string[] Times = ["for", "keep_firing_for", "interval", "group_wait", "group_interval", "repeat_interval"];

    /// <param name="folder">Where to write the copy.</param>
    public static void Write(string folder)
    {
        var source = Path.Combine(Repository.Root, "monitoring");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            if (Path.GetExtension(file) == ".yml" && !file.Contains("grafana", StringComparison.Ordinal) && !file.Contains("tests", StringComparison.Ordinal))
                Shorten(file, copy);
            else
                File.Copy(file, copy);
        }
    }

    private static void Shorten(string file, string copy)
    {
        var document = new YamlStream();
        using (var reader = File.OpenText(file))
            document.Load(reader);
        foreach (var node in document.Documents[0].AllNodes.OfType<YamlMappingNode>())
        {
            foreach (var (key, value) in node.Children.ToArray())
            {
                if (value is not YamlScalarNode { Value: { } text })
                    continue;
                var name = ((YamlScalarNode)key).Value!;
                node.Children[key] = new YamlScalarNode(
                    name is "scrape_interval" or "evaluation_interval" ? "1s"
                    : Times.Contains(name) ? Shorter(text)
                    : name == "expr" ? Windows().Replace(text, window => $"[{string.Join(':', window.Groups[1].Value.Split(':').Select(Shorter))}]")
                    : text)
                { Style = ((YamlScalarNode)value).Style };
            }
        }

        using var writer = File.CreateText(copy);
        document.Save(writer, assignAnchors: false);
    }

    private static string Shorter(string time)
    {
        var unit = time[^1] switch { 's' => 1_000, 'm' => 60_000, 'h' => 3_600_000, 'd' => 86_400_000, _ => throw new FormatException($"'{time}' is no time") };
        return string.Create(CultureInfo.InvariantCulture, $"{int.Parse(time[..^1], CultureInfo.InvariantCulture) * (long)unit / Factor}ms");
    }

    [GeneratedRegex(@"\[([0-9a-z:]+)\]")]
    private static partial Regex Windows();
}
