using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Hatago.Tests.PluginSigner;

/// <summary>One run of <c>hatago-sign</c> to its end: what its caller sees.</summary>
internal sealed record SignerRun(int ExitCode, string Output, string Errors)
{
    public JsonNode Json => JsonNode.Parse(Output)!;

    public static Task<SignerRun> Async(params string[] arguments) => WithAsync([], arguments);

    public static async Task<SignerRun> WithAsync((string Name, string Value)[] variables, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Repository.PluginSigner, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove("HATAGO_SIGN_PASSPHRASE");
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new(process.ExitCode, await output, await errors);
    }
}
