using System.CommandLine;
using System.CommandLine.Invocation;

namespace Hatago.PluginSigner.CommandLine;

/// <summary>The help of a command, and what each command's exit code means.</summary>
internal sealed class ExitCodesHelp(SynchronousCommandLineAction help) : SynchronousCommandLineAction
{
    private const string Text = """
        Exit codes:
          0 valid or done; 1 the plugin or its signature is not valid; 2 wrong usage;
          3 something cannot be read or written, a private key for a wrong passphrase too.

        """;

    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = help.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output.WriteLine(Text);
        return exitCode;
    }
}
