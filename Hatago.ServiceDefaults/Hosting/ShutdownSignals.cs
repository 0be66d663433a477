using System.Runtime.InteropServices;

namespace Hatago.ServiceDefaults.Hosting;

/// <summary>
/// The signals that end a process, from the first line of <c>Main</c> on: one that comes before there is a host to stop
/// is not lost. The first asks; the second ends the process at once.
/// </summary>
internal sealed class ShutdownSignals : IDisposable
{
    private readonly CancellationTokenSource _asked = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _count;

    private ShutdownSignals() => _registrations =
        [.. new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT }.Select(signal => PosixSignalRegistration.Create(signal, Received))];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Asked => _asked.Token;

    /// <summary>Its name.</summary>
    public string First { get; private set; } = "";

    public static ShutdownSignals Listen() => new();

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _asked.Dispose();
    }

    private void Received(PosixSignalContext context)
    {
        context.Cancel = true; // Not the runtime's own way, which ends the process.
        if (Interlocked.Increment(ref _count) > 1)
            Environment.Exit(1);

        First = context.Signal.ToString();
        _asked.Cancel();
    }
}
