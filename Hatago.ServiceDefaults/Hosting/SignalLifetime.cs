using Microsoft.Extensions.Hosting;

namespace Hatago.ServiceDefaults.Hosting;

/// <summary>Leaves the signals to <see cref="ServiceProcess"/>: .NET's console lifetime would stop the host at the first one, without a drain.</summary>
internal sealed class SignalLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
