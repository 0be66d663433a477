using System.CommandLine;
using Hatago.PluginSdk.Signing;
using Hatago.PluginSigner.CommandLine;
using Hatago.PluginSigner.Trusting;

namespace Hatago.PluginSigner.Signing;

internal static class VerifyCommand
{
    private static readonly Argument<DirectoryInfo> Folder = PluginArgument.Create();

    public static Command Create()
    {
        var command = new Command("verify", "Says whether a plugin's folder is what a trusted key signed. Nothing of it runs.") { Folder, TrustFolder.Option };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var folder = PluginArgument.Existing(parsed, Folder);
        var trust = TrustFolder.Load(parsed.GetRequiredValue(TrustFolder.Option));
        var verification = await FolderHashing.ShowAsync(Size(folder), progress => new PluginVerifier(TimeProvider.System).VerifyAsync(folder, trust, null, progress, cancellation));
        var statement = verification.Signed?.Statement;
        var result = new VerifyResult(
            verification.Status, verification.Message, statement?.Name, statement?.Version, verification.KeyId, verification.Signed?.Digest, verification.Differences);
        Output.Write(parsed, result, SignerJson.Default.VerifyResult,
            [$"{result.Status}: {TerminalText.Escape(result.Message)}", .. result.Differences.Select(difference => $"  {difference}")]);
        return verification.Status switch
        {
            SignatureStatus.Valid => ExitCode.Done,
            SignatureStatus.Error => ExitCode.InputOutput,
            _ => ExitCode.NotValid,
        };
    }

    /// <summary>For the progress only; what is wrong with the folder, the verification says.</summary>
    private static long Size(DirectoryInfo folder)
    {
        try
        {
            return PluginFolder.List(folder.FullName).Sum(file => file.Size);
        }
        catch (Exception wrong) when (wrong is PluginFolderException or IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
