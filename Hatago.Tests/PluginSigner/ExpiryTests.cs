namespace Hatago.Tests.PluginSigner;

public sealed class ExpiryTests
{
    [Theory]
    [InlineData("1h", 1)]
    [InlineData("365d", 365 * 24)]
    [InlineData("36500d", 36_500 * 24)]
    public async Task A_number_of_hours_or_days_is_counted_from_the_signing(string expires, int hours)
    {
        using var folder = new SignerFolder();
        var key = await folder.KeyAsync();

        var run = await SignerRun.Async("sign", folder.Plugin, "--key", key.Private, "--expires", expires, "--json");

        Assert.Equal(
            TimeSpan.FromHours(hours), run.Json["expiresAt"]!.GetValue<DateTimeOffset>() - run.Json["signedAt"]!.GetValue<DateTimeOffset>());
    }

    [Theory]
    [InlineData("365")]
    [InlineData("d")]
    [InlineData("")]
    [InlineData("0h")]
    [InlineData("-1d")]
    [InlineData("1.5d")]
    [InlineData("1w")]
    [InlineData(" 1d")]
    [InlineData("36501d")]
    [InlineData("99999999999d")]
    public async Task Anything_else_is_refused_with_what_is_allowed(string expires)
    {
        var run = await SignerRun.Async("sign", "/tmp", "--key", "/dev/null", $"--expires={expires}");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expires.Length == 0 ? "--expires" : $"--expires {expires} is not valid; allowed is a number from 1 to 36500 with d for days or h for hours", run.Errors);
    }
}
