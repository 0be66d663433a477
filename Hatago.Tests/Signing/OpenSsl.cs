using System.ComponentModel;
using System.Diagnostics;

namespace Hatago.Tests.Signing;

/// <summary>The <c>openssl</c> of the machine: another implementation of the same algorithms, and what many a signer has at hand.</summary>
internal static class OpenSsl
{
    /// <summary>Runs it to its end in a folder; what it printed is the message when it fails.</summary>
    public static async Task RunAsync(string folder, params string[] arguments)
    {
        var (exitCode, printed) = await ExitAsync(folder, arguments);
        Assert.True(exitCode == 0, $"openssl {string.Join(' ', arguments)} ended with {exitCode}:\n{printed}");
    }

    public static async Task<(int ExitCode, string Printed)> ExitAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("openssl", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Start(start);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Assert.Fail("openssl is missing: install the Debian package openssl");
            throw;
        }
    }
}
