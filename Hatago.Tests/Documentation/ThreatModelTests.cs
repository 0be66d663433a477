using System.Text.RegularExpressions;

namespace Hatago.Tests.Documentation;

/// <summary>Each threat of the threat model names the tests that try it, and they exist.</summary>
public sealed partial class ThreatModelTests
{
    [Fact]
    public void Each_threat_names_tests_that_exist()
    {
        var rows = File.ReadLines(Path.Combine(Repository.Root, "docs", "security", "threat-model.md"))
            .SkipWhile(line => line != "| threat | defence | test |").Skip(2).TakeWhile(line => line.StartsWith('|')).ToArray();

        Assert.NotEmpty(rows);
        Assert.All(rows, row =>
        {
            var tests = Test().Matches(row.Split('|')[3]).Select(match => match.Groups[1].Value).ToArray();
            Assert.NotEmpty(tests);
            Assert.All(tests, test => Assert.Contains(typeof(ThreatModelTests).Assembly.GetTypes(), type => type.FullName == $"Hatago.Tests.{test}" && HasTests(type)));
        });
    }

    private static bool HasTests(Type type) => type.GetMethods().Any(method => method.GetCustomAttributes(inherit: false).OfType<FactAttribute>().Any());

    [GeneratedRegex("`([A-Za-z.]+)`")]
    private static partial Regex Test();
}
