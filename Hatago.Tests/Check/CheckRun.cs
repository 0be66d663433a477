using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Hatago.Tests.Check;

/// <summary>One run of <c>hatago-check</c> to its end: what its caller sees.</summary>
internal sealed record CheckRun(int ExitCode, string Output, string Errors)
{
    public JsonNode Json => JsonNode.Parse(Output)!;

    public string State => Json["state"]!.GetValue<string>();

    /// <summary>Of Hatago alone: what else may listen at the usual ports of this machine is not asked.</summary>
    public static Task<CheckRun> AloneAsync(Uri hatago, params string[] arguments) =>
        RunAsync(["--url", hatago.ToString(), "--prometheus", "http://127.0.0.1:9", "--alertmanager", "http://127.0.0.1:9", .. arguments]);

    public static async Task<CheckRun> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Repository.Check, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new(process.ExitCode, await output, await errors);
    }
}
