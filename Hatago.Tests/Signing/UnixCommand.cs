using System.Diagnostics;

namespace Hatago.Tests.Signing;

/// <summary>What .NET has no call for: <c>mkfifo</c>, <c>mknod</c>, <c>ln</c> (coreutils).</summary>
internal static class UnixCommand
{
    public static async Task RunAsync(string command, params string[] arguments) =>
        Assert.True(await SucceedsAsync(command, arguments), $"{command} {string.Join(' ', arguments)} failed; it is of the Debian package coreutils");

    public static async Task<bool> SucceedsAsync(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode == 0;
    }
}
