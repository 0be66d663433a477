using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace TracePlugin;

/// <summary>Writes into the file that <c>trace.txt</c>, beside the assembly, names.</summary>
internal static class Trace
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255:The 'ModuleInitializer' attribute should not be used in libraries", Justification = "The first code of an assembly that runs.")]
    internal static void Initialize() => Leave("module initializer");

    public static void Leave(string what)
    {
        var target = Path.Combine(Path.GetDirectoryName(typeof(Trace).Assembly.Location)!, "trace.txt");
        if (File.Exists(target))
            File.AppendAllText(File.ReadAllText(target).Trim(), what + "\n");
    }
}
