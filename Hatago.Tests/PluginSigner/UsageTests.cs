namespace Hatago.Tests.PluginSigner;

public sealed class UsageTests
{
    [Theory]
    [InlineData(2, "Required argument 'DIR' missing", "sign")]
    [InlineData(2, "Option '--key' is required", "sign", "/tmp")]
    [InlineData(2, "Must be one of: 'ed25519', 'ecdsa-p256', 'rsa-pss'", "keygen", "--algorithm", "rsa", "--out", "/tmp/never")]
    [InlineData(2, "--expires soon is not valid; allowed is a number", "sign", "/tmp", "--key", "/dev/null", "--expires", "soon")]
    [InlineData(2, "--expires 0d is not valid", "sign", "/tmp", "--key", "/dev/null", "--expires", "0d")]
    [InlineData(2, "--expires does not go with --add", "sign", "/tmp", "--key", "/dev/null", "--expires", "1d", "--add")]
    [InlineData(2, "Unrecognized command or argument 'frobnicate'", "frobnicate")]
    [InlineData(3, "there is no folder /nowhere", "sign", "/nowhere", "--key", "/dev/null")]
    [InlineData(3, "there is no file /nowhere.pem", "sign", "/tmp", "--key", "/nowhere.pem")]
    [InlineData(3, "Could not find", "verify", "/tmp", "--trust", "/nowhere")]
    [InlineData(3, "there is no folder /nowhere", "inspect", "/nowhere")]
    [InlineData(1, "plugin.json is missing", "sign", "/usr/lib", "--key", "/dev/null")]
    [InlineData(1, "the folder is not signed: plugin.sig.json is missing", "inspect", "/usr/lib")]
    public async Task Each_mistake_has_its_exit_code_and_a_line_that_names_it(int exitCode, string message, params string[] arguments)
    {
        var run = await SignerRun.Async(arguments);

        Assert.Contains(message, run.Errors);
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Empty(run.Output.Trim());
        Assert.DoesNotContain("   at ", run.Errors); // No stack trace.
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("sign", "--help")]
    [InlineData("trust", "revoke", "--help")]
    public async Task Help_is_there(params string[] arguments)
    {
        var run = await SignerRun.Async(arguments);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Usage:", run.Output);
    }

    [Fact]
    public async Task Help_tells_the_exit_codes_and_hides_what_is_not_for_users()
    {
        var run = await SignerRun.Async("--help");

        Assert.Contains("0 valid or done; 1 the plugin or its signature is not valid; 2 wrong usage;", run.Output);
        Assert.DoesNotContain("describe", run.Output);
    }
}
