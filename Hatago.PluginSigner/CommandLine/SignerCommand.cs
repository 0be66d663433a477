using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Hatago.PluginSdk.Signing;
using Hatago.PluginSigner.Describing;
using Hatago.PluginSigner.Keys;
using Hatago.PluginSigner.Signing;
using Hatago.PluginSigner.Trusting;

namespace Hatago.PluginSigner.CommandLine;

/// <summary>The command line as a whole: which commands there are, and how each of them ends.</summary>
internal static class SignerCommand
{
    private const string Help = """
        Signs the plugins of Hatago, verifies them, and keeps trust stores.

        A passphrase is given by --passphrase-file or the variable HATAGO_SIGN_PASSPHRASE, never as an argument.
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand(Help)
        {
            Output.Json,
            KeygenCommand.Create(),
            SignCommand.Create(),
            VerifyCommand.Create(),
            InspectCommand.Create(),
            TrustCommand.Create(),
            DescribeCommand.Create(),
        };
        foreach (var help in root.Options.OfType<HelpOption>())
            help.Action = new ExitCodesHelp((SynchronousCommandLineAction)help.Action!);
        var parsed = root.Parse(args, new() { ResponseFileTokenReplacer = null }); // A folder may be named @x.
        if (parsed.Action is ParseErrorAction)
            return Output.Fail(parsed, ExitCode.Usage, [.. parsed.Errors.Select(error => string.Join(", ", error.Message.Split(['\n', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries)).Replace(":,", ":", StringComparison.Ordinal)), "hatago-sign --help tells what is allowed"]);

        try
        {
            return await parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false });
        }
        catch (SignerException expected)
        {
            return Output.Fail(parsed, expected.ExitCode, expected.Message.Split('\n'));
        }
        catch (SignatureFormatException invalid)
        {
            return Output.Fail(parsed, ExitCode.NotValid, [invalid.Message]);
        }
        catch (PluginFolderException invalid)
        {
            return Output.Fail(parsed, ExitCode.NotValid, [invalid.Message]);
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            return Output.Fail(parsed, ExitCode.InputOutput, [unread.Message]);
        }
        catch (OperationCanceledException)
        {
            return Output.Fail(parsed, ExitCode.InputOutput, ["stopped; nothing was written"]);
        }
    }
}
