using System.Runtime.InteropServices;

namespace Hatago.Tests.Node;

/// <summary>A script of this folder, or the program of a package in its <c>package.json</c>, run by the Node 22 that <c>./hatago test</c> fetches. It ends with the test.</summary>
internal sealed class NodeProgram : ConsoleProcess
{
    private static readonly string Folder = Path.Combine(Repository.Root, "Hatago.Tests", "Node");
    private static readonly string Modules = Path.Combine(Folder, "node_modules");

    private NodeProgram(string file, IEnumerable<string> arguments, IEnumerable<(string Name, string Value)> variables)
        : base(Fetched(Node), [Fetched(file), .. arguments], variables)
    {
    }

    private static string Node => Path.Combine(Modules, $"node-linux-{(RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x64")}", "bin", "node");

    /// <param name="name">Its file name in this folder.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="variables">Environment variables beside those of the tests.</param>
    public static NodeProgram Script(string name, IEnumerable<string> arguments, params (string Name, string Value)[] variables) =>
        new(Path.Combine(Folder, name), arguments, variables);

    /// <param name="name">Of the program, which can be another one than the package's.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="variables">Environment variables beside those of the tests.</param>
    public static NodeProgram OfPackage(string name, IEnumerable<string> arguments, params (string Name, string Value)[] variables) =>
        new(Path.Combine(Modules, ".bin", name), arguments, variables);

    /// <summary>Waits for its end.</summary>
    /// <returns>What it printed, when it succeeded; else the test fails with it.</returns>
    public async Task<string> SucceedAsync(CancellationToken cancellation, TimeSpan? deadline = null)
    {
        var exitCode = await ExitAsync(cancellation, deadline);
        var output = string.Join('\n', Output);
        Assert.True(exitCode == 0, $"ended with {exitCode}:\n{output}\n{Errors}");
        return output;
    }

    private static string Fetched(string file) => File.Exists(file)
        ? file
        : throw new FileNotFoundException($"{Path.GetRelativePath(Repository.Root, file)} is missing; ./hatago test fetches Node 22 and the packages, with npm 7 or later");
}
