using System.Runtime;

namespace Hatago.McpServer.Warming;

/// <summary>.NET's compiler, which compiles again, beside the calls, what has been called often.</summary>
internal static class JitCompiler
{
    /// <summary>As long as a large method may take under a limit of processor time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(60);

    public static long Compiled => JitInfo.GetCompiledMethodCount();

    /// <summary>Waits until it brings nothing new, so that its work comes first.</summary>
    /// <param name="notice">How long it has to bring the first.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task RestAsync(TimeSpan notice, TimeProvider time, CancellationToken cancellation)
    {
        var before = Compiled;
        await Task.Delay(notice, time, cancellation);
        while (Compiled is var now && now > before)
        {
            before = now;
            await Task.Delay(Patience, time, cancellation);
        }
    }
}
