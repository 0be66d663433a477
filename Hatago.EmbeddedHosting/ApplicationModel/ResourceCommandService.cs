using Hatago.EmbeddedHosting.Engine;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Starts, stops and restarts resources of an application that runs.</summary>
public class ResourceCommandService
{
    private readonly Orchestrator _orchestrator;

    internal ResourceCommandService(Orchestrator orchestrator) => _orchestrator = orchestrator;

    /// <summary>Executes a command.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="commandName">One of <see cref="KnownResourceCommands"/>.</param>
    /// <param name="cancellationToken">Ends the command.</param>
    public Task<ExecuteCommandResult> ExecuteCommandAsync(IResource resource, string commandName, CancellationToken cancellationToken = default) =>
        ExecuteCommandAsync(resource.Name, commandName, cancellationToken);

    /// <summary>Executes a command.</summary>
    /// <param name="resourceId">The resource's name.</param>
    /// <param name="commandName">One of <see cref="KnownResourceCommands"/>.</param>
    /// <param name="cancellationToken">Ends the command.</param>
    public async Task<ExecuteCommandResult> ExecuteCommandAsync(string resourceId, string commandName, CancellationToken cancellationToken = default)
    {
        if (_orchestrator.Find(resourceId) is not { } runner)
            return Failure($"There is no resource '{resourceId}'; there is {string.Join(", ", _orchestrator.Names)}.");

        try
        {
            if (commandName == KnownResourceCommands.StartCommand)
                return Result(await runner.StartAsync(cancellationToken));
            if (commandName == KnownResourceCommands.StopCommand)
                return Result(await runner.StopAsync(cancellationToken));
            if (commandName != KnownResourceCommands.RestartCommand)
                return Failure($"There is no command '{commandName}'; there is start, stop, restart.");

            await runner.StopAsync(cancellationToken);
            return Result(await runner.StartAsync(cancellationToken));
        }
        catch (OperationCanceledException)
        {
            return new() { Success = false, Canceled = true };
        }
    }

    private static ExecuteCommandResult Result(string? problem) => problem is null ? new() { Success = true } : Failure(problem);

    private static ExecuteCommandResult Failure(string message) => new() { Success = false, Message = message };
}

/// <summary>How a command ended.</summary>
public sealed class ExecuteCommandResult
{
    /// <summary>It did what it should.</summary>
    public required bool Success { get; init; }

    /// <summary>It was cancelled.</summary>
    public bool Canceled { get; init; }

    /// <summary>What went wrong.</summary>
    public string? Message { get; init; }
}
