using System.Diagnostics;
using System.Runtime.Versioning;
using Hatago.PluginSdk.Signing;
using Hatago.PluginSigner.CommandLine;
using Hatago.PluginSigner.Signing;

namespace Hatago.Tests.PluginSigner;

/// <summary>What is written is whole, or what was there stays.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class WritingTests
{
    private const int Nobody = 65534;
    private const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
    private const UnixFileMode Everybody = ReadOnly | UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_folder_that_cannot_be_written_keeps_its_signature()
    {
        using var folder = new SignerFolder();
        var key = await folder.SignedAsync();
        var before = await File.ReadAllBytesAsync(folder.Envelope, Cancellation);

        var run = await UnprivilegedSignAsync(folder, key.Private, ofFolder: ReadOnly, ofFolderAbove: Everybody);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("denied", run.Errors);
        Assert.Equal(before, await File.ReadAllBytesAsync(folder.Envelope, Cancellation));
        AssertNothingLeft(folder);
    }

    [Fact]
    public async Task A_folder_is_signed_where_that_above_cannot_be_written()
    {
        using var folder = new SignerFolder();
        var key = await folder.SignedAsync();
        var before = await File.ReadAllBytesAsync(folder.Envelope, Cancellation);

        var run = await UnprivilegedSignAsync(folder, key.Private, ofFolder: Everybody, ofFolderAbove: ReadOnly, "--expires", "1d");

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.NotEqual(before, await File.ReadAllBytesAsync(folder.Envelope, Cancellation));
        AssertNothingLeft(folder);
    }

    [Fact]
    public async Task A_signature_that_cannot_be_put_in_place_leaves_nothing_behind()
    {
        using var folder = new SignerFolder();
        var key = await folder.KeyAsync();
        Directory.CreateDirectory(Path.Combine(folder.Envelope, "in-its-place"));

        var run = await SignerRun.Async("sign", folder.Plugin, "--key", key.Private);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("plugin.sig.json' cannot be written: ", run.Errors);
        AssertNothingLeft(folder);
    }

    [Fact]
    public async Task One_signature_too_many_is_not_written()
    {
        using var folder = new SignerFolder();
        var key = await folder.SignedAsync();
        var signed = EnvelopeFile.Read(new(folder.Plugin))!.Envelope;
        using var full = new Keys(DsseEnvelope.MaxSignatures);
        Signing.SigningExtensions.Write(new(folder.Plugin), DsseEnvelope.Sign(signed.PayloadBytes(), full.All));
        var before = await File.ReadAllBytesAsync(folder.Envelope, Cancellation);
        using var trust = new Signing.TrustFolder().Trust(full.All[0].Public);

        var run = await SignerRun.Async("sign", folder.Plugin, "--key", key.Private, "--add", "--trust", trust.Path);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("'signatures' has 17; allowed are 1 to 16", run.Errors);
        Assert.Equal(before, await File.ReadAllBytesAsync(folder.Envelope, Cancellation));
    }

    [Fact]
    public async Task Whoever_reads_meanwhile_sees_a_whole_file_and_no_other()
    {
        using var above = new TemporaryFolder();
        var folder = Directory.CreateDirectory(Path.Combine(above.Path, "hello")).FullName;
        var file = Path.Combine(folder, "plugin.sig.json");
        var content = new byte[64 * 1024];
        AtomicFile.WriteFromAbove(file, content);

        var writing = Task.Run(() =>
        {
            for (var i = 0; i < 100; i++)
                AtomicFile.WriteFromAbove(file, content);
        }, Cancellation);
        do
        {
            Assert.Equal([file], Directory.GetFileSystemEntries(folder));
            Assert.Equal(content.Length, (await File.ReadAllBytesAsync(file, Cancellation)).Length);
        }
        while (!writing.IsCompleted);
        await writing;

        Assert.Equal([folder], Directory.GetFileSystemEntries(above.Path));
    }

    [Fact]
    public async Task A_fifo_in_the_place_of_the_signature_is_not_waited_for()
    {
        using var folder = new SignerFolder();
        using (var made = Process.Start("mkfifo", [folder.Envelope]))
            await made.WaitForExitAsync(Cancellation);

        var run = await SignerRun.Async("inspect", folder.Plugin);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("'plugin.sig.json' is no regular file", run.Errors);
    }

    /// <summary>Nothing is refused to root, so where tests run as root this does not.</summary>
    private static async Task<SignerRun> UnprivilegedSignAsync(SignerFolder folder, string key, UnixFileMode ofFolder, UnixFileMode ofFolderAbove, params string[] more)
    {
        var above = Path.GetDirectoryName(folder.Plugin)!;
        string[] command = ["dotnet", Repository.PluginSigner, "sign", folder.Plugin, "--key", key, .. more];
        if (Environment.IsPrivilegedProcess)
        {
            Assert.True(Executables.Find("setpriv") is not null, "setpriv is missing; install Debian's package util-linux");
            foreach (var path in new[] { folder.Path, Path.GetDirectoryName(key)!, key })
                File.SetUnixFileMode(path, ReadOnly);
            command = ["setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", .. command];
        }

        File.SetUnixFileMode(folder.Plugin, ofFolder);
        File.SetUnixFileMode(above, ofFolderAbove);
        try
        {
            await using var process = new ConsoleProcess(command[0], command[1..], [("HOME", Path.GetTempPath())]);
            var exitCode = await process.ExitAsync(Cancellation);
            return new(exitCode, string.Join('\n', process.Output), process.Errors);
        }
        finally
        {
            File.SetUnixFileMode(above, Everybody);
            File.SetUnixFileMode(folder.Plugin, Everybody);
        }
    }

    private static void AssertNothingLeft(SignerFolder folder)
    {
        Assert.Equal([folder.Plugin], Directory.GetFileSystemEntries(Path.GetDirectoryName(folder.Plugin)!));
        Assert.Empty(Directory.GetFiles(folder.Plugin, ".*"));
    }
}
