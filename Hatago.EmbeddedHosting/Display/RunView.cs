using Aspire.Hosting.ApplicationModel;
using Hatago.EmbeddedHosting.Engine;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Spectre.Console;

namespace Hatago.EmbeddedHosting.Display;

/// <summary>
/// What <c>Run</c> shows: on a terminal a table of the resources until all are healthy, else a line for each change; then
/// the logs, each line under its resource's name. What went wrong goes to the standard error stream.
/// </summary>
internal sealed class RunView(
    string application, IResourceCollection resources, ResourceNotificationService notifications, ResourceLoggerService logs, TimeProvider time)
{
    private const int LastLines = 10;

    /// <summary>A start that takes longer is a failed one: whoever waits for its last line must not wait without end.</summary>
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(2);

    private readonly ResourceTable _table = new(resources);
    private readonly LinePrinter _printer = new(resources);

    /// <param name="stopping">The application is to end.</param>
    /// <param name="stopped">Everything has ended.</param>
    /// <returns>Whether the start succeeded, or was not awaited.</returns>
    public async Task<bool> ShowAsync(CancellationToken stopping, CancellationToken stopped)
    {
        try
        {
            if (await ShowStartAsync(stopping) is { } failure)
            {
                ShowFailure(failure);
                return false;
            }

            Console.WriteLine("Ctrl+C ends it.");
            Console.WriteLine($"{application} is up: {FrontDoor()}");
            await Task.WhenAll([ShowChangesAsync(stopping), ShowEndAsync(stopping), .. resources.Select(resource => ShowLogAsync(resource, stopped))]);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // It has ended.
        }

        return true;
    }

    public void ShowFailure(string message) => Console.Error.WriteLine($"{application} is not up. {message}");

    /// <returns>Why it failed, or <see langword="null"/>.</returns>
    private async Task<string?> ShowStartAsync(CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(LongestStart, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, limit.Token);
        try
        {
            return _printer.IsTerminal
                ? await AnsiConsole.Live(_table.Render(notifications)).StartAsync(live => FollowStartAsync(_ => live.UpdateTarget(_table.Render(notifications)), either.Token))
                : await FollowStartAsync(PrintChange, either.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            var late = resources.Where(resource => !resource.IsStartedExplicitly() && !IsThere(Snapshot(resource)));
            return $"Not everything is healthy after {LongestStart.TotalSeconds:0} s:{string.Concat(late.Select(Account))}";
        }
    }

    private async Task<string?> FollowStartAsync(Action<ResourceEvent> show, CancellationToken cancellation)
    {
        await foreach (var change in notifications.WatchAsync(cancellation))
        {
            show(change);
            var awaited = resources.Where(resource => !resource.IsStartedExplicitly()).ToArray();
            var failed = awaited.Where(resource => Snapshot(resource)?.State?.Text is { } state && (state == KnownResourceStates.FailedToStart || state == KnownResourceStates.Exited)).ToArray();
            if (failed.Length > 0)
                return $"{(failed.Length == 1 ? "A resource" : "Resources")} did not start:{string.Concat(failed.Select(Account))}";
            if (awaited.All(resource => IsThere(Snapshot(resource))))
                return null;
        }

        return null;
    }

    private void PrintChange(ResourceEvent change)
    {
        var text = change.Snapshot.HealthStatus == HealthStatus.Healthy
            ? $"Running, healthy  {string.Join("  ", change.Snapshot.Urls.Select(url => url.Url))}"
            : change.Snapshot.HealthStatus is null ? change.Snapshot.Describe() : change.Snapshot.State!.Text;
        _printer.PrintIfNew(change.Resource.Name, text.TrimEnd());
    }

    private async Task ShowChangesAsync(CancellationToken stopping)
    {
        try
        {
            var states = resources.ToDictionary(resource => resource.Name, resource => Snapshot(resource)?.Describe());
            await foreach (var change in notifications.WatchAsync(stopping))
            {
                var text = change.Snapshot.Describe();
                if (states[change.Resource.Name] == text)
                    continue;

                states[change.Resource.Name] = text;
                _printer.PrintNotice(change.Resource.Name, KnownResourceStates.TerminalStates.Contains(change.Snapshot.State?.Text) ? Account(change.Resource).TrimStart() : text);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Its end is the user's wish.
        }
    }

    private static async Task ShowEndAsync(CancellationToken stopping)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stopping.Register(() => asked.SetResult());
        await asked.Task;
        Console.WriteLine("Ending everything; Ctrl+C again does it at once.");
    }

    private async Task ShowLogAsync(IResource resource, CancellationToken stopped)
    {
        await foreach (var lines in logs.WatchAsync(resource).WithCancellation(stopped))
        {
            foreach (var line in lines)
                _printer.PrintLog(resource.Name, line.Content);
        }
    }

    /// <summary>What became of a resource, with the last that it said.</summary>
    private string Account(IResource resource)
    {
        var last = string.Concat(logs.Log(resource.Name).Last(LastLines).Select(line => $"{Environment.NewLine}    {LinePrinter.Printable(line.Content)}"));
        return $"{Environment.NewLine}  {resource.Name}: {Snapshot(resource)?.Describe()}{(last.Length > 0 ? $". Its last lines:{last}" : "")}";
    }

    private static bool IsThere(CustomResourceSnapshot? snapshot) => snapshot?.HealthStatus == HealthStatus.Healthy || snapshot?.State?.Text == KnownResourceStates.Finished;

    private CustomResourceSnapshot? Snapshot(IResource resource) => notifications.TryGetCurrentState(resource.Name, out var now) ? now!.Snapshot : null;

    private string FrontDoor() => resources
        .SelectMany(resource => Snapshot(resource)?.Urls ?? [])
        .OrderBy(url => url.IsInternal)
        .Select(url => url.Url)
        .FirstOrDefault() ?? "nothing listens";
}
