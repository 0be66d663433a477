using System.Text;
using System.Text.Json.Nodes;
using Hatago.PluginSdk.Signing;

namespace Hatago.Tests.Signing;

public sealed class StatementPathTests
{
    [Theory]
    [InlineData("plugin.json")]
    [InlineData("Weather.dll")]
    [InlineData("runtimes/linux-x64/native/libweather.so.1")]
    [InlineData(".config/settings.json")]
    [InlineData("a..b")]
    [InlineData("..a/b")]
    [InlineData("...a")]
    [InlineData("console.dll")]
    [InlineData("Weather [1] (copy), #2 & ~100% 'ok' {x} + y = z; $5 ^ !@_-.txt")]
    public void A_path_within_the_folder_is_accepted(string path) => Assert.Null(Refusal(path));

    [Theory]
    [InlineData("../evil.dll")] // traversal
    [InlineData("..")]
    [InlineData("lib/../../evil.dll")] // .. inside
    [InlineData("lib/..")]
    [InlineData("./plugin.json")]
    [InlineData("lib/./x.dll")]
    [InlineData(".")]
    [InlineData("plugin.json.")] // trailing dot, which Windows drops
    [InlineData("lib./x.dll")]
    [InlineData("...")]
    [InlineData("plugin.json ")]
    [InlineData(".. /evil.dll")]
    [InlineData("lib /x.dll")]
    public void A_path_with_a_dotted_part_is_refused(string path) => Assert.Contains("is . or .., or ends in a dot or a space", Refusal(path));

    [Theory]
    [InlineData("/etc/passwd")] // absolute
    [InlineData("//server/share/x.dll")]
    [InlineData("/")]
    [InlineData("lib//x.dll")]
    [InlineData("lib/")]
    public void A_path_with_an_empty_part_is_refused(string path) => Assert.Contains("has an empty part; it is relative", Refusal(path));

    [Theory]
    [InlineData("..\\evil.dll", "U+005C")] // backslash
    [InlineData("lib\\x.dll", "U+005C")]
    [InlineData("\\\\server\\share\\x.dll", "U+005C")]
    [InlineData("C:/Windows/x.dll", "U+003A")] // drive letter
    [InlineData("C:x.dll", "U+003A")]
    [InlineData("plugin.json::$DATA", "U+003A")] // NTFS stream
    [InlineData("plugin.json\0.txt", "U+0000")] // NUL
    [InlineData("\0", "U+0000")]
    [InlineData("plugin\n.json", "U+000A")]
    [InlineData("plugin\t.json", "U+0009")]
    [InlineData("\u001b[2Jplugin.json", "U+001B")]
    [InlineData("plugin\u007f.json", "U+007F")]
    [InlineData("рlugin.json", "U+0440")] // Cyrillic look-alike
    [InlineData("․․/evil.dll", "U+2024")] // one dot leader, which NFKC makes a dot
    [InlineData("lib∕x.dll", "U+2215")] // division slash
    [InlineData("lib／x.dll", "U+FF0F")] // full-width slash
    [InlineData("plugin\u200b.json", "U+200B")] // zero width space
    [InlineData("\u202egpj.dll", "U+202E")] // right-to-left override
    [InlineData("caf\u00e9.dll", "U+00E9")] // composed
    [InlineData("cafe\u0301.dll", "U+0301")] // decomposed
    [InlineData("*.dll", "U+002A")]
    [InlineData("a?.dll", "U+003F")]
    [InlineData("a|b", "U+007C")]
    [InlineData("a\"b", "U+0022")]
    [InlineData("<a>", "U+003C")]
    [InlineData("`id`", "U+0060")]
    public void A_path_with_another_character_is_refused(string path, string character) => Assert.Contains($"has the character {character}", Refusal(path));

    [Theory]
    [InlineData("NUL")]
    [InlineData("nul.dll")]
    [InlineData("lib/Con")]
    [InlineData("aux.tar.gz")]
    [InlineData("COM1/x.dll")]
    [InlineData("lpt9.txt")]
    [InlineData("prn .txt")]
    public void A_path_that_Windows_reads_as_a_device_is_refused(string path) => Assert.Contains("is a device to Windows", Refusal(path));

    [Fact]
    public void A_path_has_1_to_512_characters()
    {
        Assert.Null(Refusal(new('a', 512)));
        Assert.Contains("has 513 characters; allowed are 1 to 512", Refusal(new('a', 513)));
        Assert.Contains("has 0 characters; allowed are 1 to 512", Refusal(""));
    }

    [Fact]
    public void Half_of_a_surrogate_pair_is_refused() => Assert.Contains("has the character U+D800", StatementPath.Problem("a\ud800"));

    /// <summary>The message of a whole statement with this path, which names path and member, and prints as one line.</summary>
    private static string? Refusal(string path)
    {
        var statement = new JsonObject
        {
            ["name"] = "weather",
            ["version"] = "1.2.3",
            ["signedAt"] = "2026-08-15T10:30:00Z",
            ["files"] = new JsonArray(new JsonObject { ["path"] = path, ["size"] = 1, ["sha256"] = new string('0', 64) }),
            ["tools"] = new JsonArray(),
        };
        var message = Record.Exception(() => PluginStatement.Parse(Encoding.UTF8.GetBytes(statement.ToJsonString())))?.Message;
        if (message is not null)
        {
            Assert.StartsWith("the statement is not valid: path '", message);
            Assert.All(message, character => Assert.InRange(character, ' ', '~'));
        }

        return message;
    }
}
