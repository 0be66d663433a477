using System.Diagnostics;

namespace Hatago.EmbeddedHosting.Processes;

/// <summary>A process that was started, the leader of its process group.</summary>
internal sealed class SupervisedProcess
{
    private readonly Process _process;

    /// <param name="ended">Called with the process group once its leader is gone.</param>
    public SupervisedProcess(Process process, Action<int> ended)
    {
        _process = process;
        Id = process.Id;
        Exit = WaitAsync(ended);
    }

    public int Id { get; }

    public StreamReader Output => _process.StandardOutput;

    public StreamReader Errors => _process.StandardError;

    /// <summary>The exit code, once it has ended; 128 and the signal's number when a signal ended it.</summary>
    public Task<int> Exit { get; }

    public void Terminate() => Signals.Terminate(Id);

    public void Kill() => Signals.Kill(-Id);

    private async Task<int> WaitAsync(Action<int> ended)
    {
        await _process.WaitForExitAsync();
        ended(Id);
        return _process.ExitCode;
    }
}
