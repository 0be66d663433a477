using System.Runtime;

namespace Hatago.McpServer.Warming;

/// <summary>.NET's compiler, which compiles again, beside the calls, what has been called often.</summary>
internal static class JitCompiler
{
    public static long Compiled => JitInfo.GetCompiledMethodCount();

    /// <summary>Waits until it brings nothing new, so that its work comes first.</summary>
    /// <param name="quiet">For how long nothing.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task RestAsync(TimeSpan quiet, TimeProvider time, CancellationToken cancellation)
    {
        long before;
        do
        {
            before = Compiled;
            await Task.Delay(quiet, time, cancellation);
        }
        while (Compiled > before);
    }
}
