using System.Runtime.InteropServices;

namespace Hatago.EmbeddedHosting.Processes;

/// <summary>Signals to processes; a negative id is a process group. One that is gone gets none, which is no error.</summary>
internal static partial class Signals
{
    private const int Sigkill = 9;
    private const int Sigterm = 15;

    public static void Terminate(int processId) => _ = Send(processId, Sigterm);

    public static void Kill(int processId) => _ = Send(processId, Sigkill);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    internal static partial int Send(int processId, int signal);
}
