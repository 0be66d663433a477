namespace Hatago.PluginSigner.CommandLine;

/// <summary>What the process ends with; also told by <c>--help</c>.</summary>
internal static class ExitCode
{
    /// <summary>Valid, or done.</summary>
    public const int Done = 0;

    /// <summary>The plugin, or its signature, is not valid.</summary>
    public const int NotValid = 1;

    /// <summary>The command cannot be meant as it stands: an unknown option, a key id that fits no key.</summary>
    public const int Usage = 2;

    /// <summary>Something cannot be read or written: a missing folder, a wrong passphrase, a broken trust store.</summary>
    public const int InputOutput = 3;
}
