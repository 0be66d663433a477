using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Hatago.EmbeddedHosting.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Hatago.Tests.EmbeddedHosting;

public sealed class EngineTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_resource_waits_until_another_is_healthy_and_is_stopped_before_it()
    {
        using var folder = new TemporaryFolder();
        var builder = DistributedApplicationTestingBuilder.Create();
        var first = builder.AddExecutable("first", "sh", folder.Path, "-c", "trap 'echo first >> ended; exit 0' TERM; while :; do sleep 0.05; done");
        builder.AddExecutable("second", "sh", folder.Path, "-c", "trap 'sleep 0.3; echo second >> ended; exit 0' TERM; echo up; while :; do sleep 0.05; done").WaitFor(first);
        await using (var app = await builder.BuildAsync(Cancellation))
        {
            await app.StartAsync(Cancellation);
            await LineAsync(app, "second", line => line == "up");
        }

        Assert.Equal(["second", "first"], await File.ReadAllLinesAsync(Path.Combine(folder.Path, "ended"), Cancellation));
    }

    [Fact]
    public async Task An_unhealthy_dependency_keeps_the_other_waiting()
    {
        var builder = DistributedApplicationTestingBuilder.Create();
        var silent = builder.AddExecutable("silent", "sleep", "/", "60").WithHttpEndpoint().WithHttpHealthCheck("/");
        builder.AddExecutable("waiter", "true", "/").WaitFor(silent);
        await using var app = await builder.BuildAsync(Cancellation);

        await app.StartAsync(Cancellation);

        await app.ResourceNotifications.WaitForResourceAsync("silent", now => now.Snapshot.HealthReports.Any(report => report.Description == "/ does not answer"), Cancellation);
        Assert.True(app.ResourceNotifications.TryGetCurrentState("waiter", out var waiter));
        Assert.Equal(KnownResourceStates.Waiting, waiter!.Snapshot.State!.Text);
    }

    [Fact]
    public async Task A_resource_is_told_its_port_its_environment_and_where_its_references_are()
    {
        var builder = DistributedApplicationTestingBuilder.Create();
        var server = builder.AddProject<Projects.Hatago_McpServer>("server").WithHttpEndpoint(name: "http", env: "PORT").WithHttpHealthCheck("/health/ready")
            .WithEnvironment("HOSTNAME", "localhost").WithEnvironment("DOTNET_ENVIRONMENT", "Development");
        var tool = builder.AddExecutable("tool", "sh", "/", "-c", "echo port $OWN_PORT; echo url $SERVER_URL; echo found $services__server__http__0; echo again $services__server__http__1; echo argument $0", "x y")
            .WithHttpEndpoint(name: "http", env: "OWN_PORT").WithEnvironment("SERVER_URL", server.GetEndpoint("http")).WithReference(server).WithReference(server.GetEndpoint("http")).WaitFor(server);
        await using var app = await builder.BuildAsync(Cancellation);

        await app.StartAsync(Cancellation);

        var url = app.GetEndpoint("server", "http").OriginalString;
        await LineAsync(app, "tool", line => line == $"port {tool.GetEndpoint("http").Port}");
        await LineAsync(app, "tool", line => line == $"url {url}");
        await LineAsync(app, "tool", line => line == $"found {url}");
        await LineAsync(app, "tool", line => line == $"again {url}");
        await LineAsync(app, "tool", line => line == "argument x y");
    }

    [Theory]
    [InlineData("http://localhost:4317", "server")]
    [InlineData("", null)]
    public async Task A_service_gets_its_name_for_telemetry_where_an_otlp_endpoint_is_configured(string endpoint, string? name)
    {
        var builder = DistributedApplicationTestingBuilder.Create($"--OTEL_EXPORTER_OTLP_ENDPOINT={endpoint}");
        var server = builder.AddProject<Projects.Hatago_McpServer>("server");
        await using var app = await builder.BuildAsync(Cancellation);

        var launch = await app.Services.GetRequiredService<Launcher>().PrepareAsync(server.Resource, Cancellation);

        Assert.Equal(name, launch.Environment.GetValueOrDefault("OTEL_SERVICE_NAME"));
        Assert.Equal(name is null ? null : endpoint, launch.Environment.GetValueOrDefault("OTEL_EXPORTER_OTLP_ENDPOINT"));
    }

    [Fact]
    public async Task Commands_stop_start_and_restart_a_resource()
    {
        var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddExecutable("tool", "sleep", "/", "60");
        await using var app = await builder.BuildAsync(Cancellation);
        await app.StartAsync(Cancellation);
        var first = await RunningAsync(app, "tool");

        var stop = await app.ResourceCommands.ExecuteCommandAsync("tool", KnownResourceCommands.StopCommand, Cancellation);
        await app.ResourceNotifications.WaitForResourceAsync("tool", KnownResourceStates.Exited, Cancellation);
        var start = await app.ResourceCommands.ExecuteCommandAsync("tool", KnownResourceCommands.StartCommand, Cancellation);
        var second = await RunningAsync(app, "tool");
        var restart = await app.ResourceCommands.ExecuteCommandAsync("tool", KnownResourceCommands.RestartCommand, Cancellation);
        var third = await RunningAsync(app, "tool");
        var unknown = await app.ResourceCommands.ExecuteCommandAsync("tool", "dance", Cancellation);

        Assert.True(stop.Success && start.Success && restart.Success);
        Assert.Equal(3, new[] { first, second, third }.Distinct().Count());
        Assert.Equal("There is no command 'dance'; there is start, stop, restart.", unknown.Message);
    }

    [Fact]
    public async Task A_resource_that_ends_by_itself_is_finished_or_exited_and_says_its_code()
    {
        var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddExecutable("good", "true", "/");
        builder.AddExecutable("bad", "sh", "/", "-c", "echo last words; exit 3");
        await using var app = await builder.BuildAsync(Cancellation);

        await app.StartAsync(Cancellation);

        await app.ResourceNotifications.WaitForResourceAsync("good", KnownResourceStates.Finished, Cancellation);
        var bad = await app.ResourceNotifications.WaitForResourceAsync("bad", now => now.Snapshot.State?.Text == KnownResourceStates.Exited, Cancellation);
        Assert.Equal(3, bad.Snapshot.ExitCode);
        var waited = await Assert.ThrowsAsync<DistributedApplicationException>(() => app.ResourceNotifications.WaitForResourceHealthyAsync("bad", Cancellation));
        Assert.Equal("Resource 'bad' is not healthy: it is Exited with code 3.", waited.Message);
    }

    [Fact]
    public async Task A_program_that_is_missing_fails_to_start_and_is_named()
    {
        var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddExecutable("tool", "no-such-program", "/");
        await using var app = await builder.BuildAsync(Cancellation);

        await app.StartAsync(Cancellation);

        await app.ResourceNotifications.WaitForResourceAsync("tool", KnownResourceStates.FailedToStart, Cancellation);
        await LineAsync(app, "tool", line => line == "Not started: there is no command 'no-such-program' on PATH.");
    }

    [Fact]
    public async Task What_does_not_end_when_asked_is_killed_with_all_that_it_started()
    {
        var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddExecutable("stubborn", "sh", "/", "-c", "trap '' TERM; sleep 300 & echo child $!; while :; do sleep 1; done");
        await using var app = await builder.BuildAsync(Cancellation);
        await app.StartAsync(Cancellation);
        var child = (await LineAsync(app, "stubborn", line => line.StartsWith("child ", StringComparison.Ordinal))).Split(' ')[1];

        await app.StopAsync(new CancellationToken(canceled: true));

        await Eventually.GetAsync(() => Task.FromResult(File.Exists($"/proc/{child}/stat") && !File.ReadAllText($"/proc/{child}/stat").Contains(") Z ", StringComparison.Ordinal)), alive => !alive, Cancellation);
    }

    [Fact]
    public async Task What_does_not_end_within_its_grace_period_is_killed_and_that_is_logged()
    {
        var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddExecutable("stubborn", "sh", "/", "-c", "trap '' TERM; echo up; while :; do sleep 1; done").WithEnvironment("HATAGO_SHUTDOWN_DELAY_MS", "0").WithEnvironment("GRACEFUL_TIMEOUT_MS", "0");
        await using var app = await builder.BuildAsync(Cancellation);
        await app.StartAsync(Cancellation);
        await LineAsync(app, "stubborn", line => line == "up");

        await app.ResourceCommands.ExecuteCommandAsync("stubborn", KnownResourceCommands.StopCommand, Cancellation);

        await LineAsync(app, "stubborn", line => line == "Did not end within 5 s and was killed.");
        Assert.True(app.ResourceNotifications.TryGetCurrentState("stubborn", out var now));
        Assert.Equal("Exited with code 137", now!.Snapshot.Describe());
    }

    [Theory]
    [InlineData(3, "Finished")]
    [InlineData(4, "FailedToStart")]
    public async Task A_resource_waits_for_another_to_end_with_the_right_code(int code, string state)
    {
        var builder = DistributedApplicationTestingBuilder.Create();
        var first = builder.AddExecutable("first", "sh", "/", "-c", $"exit {code}");
        builder.AddExecutable("second", "true", "/").WaitForCompletion(first, exitCode: 3);
        await using var app = await builder.BuildAsync(Cancellation);

        await app.StartAsync(Cancellation);

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Eventually.Deadline);
        await app.ResourceNotifications.WaitForResourceAsync("second", state, limit.Token);
    }

    [Fact]
    public async Task Resources_that_wait_for_each_other_are_refused()
    {
        var builder = DistributedApplicationTestingBuilder.Create();
        var one = builder.AddExecutable("one", "true", "/");
        var other = builder.AddExecutable("other", "true", "/").WaitFor(one);
        one.WaitFor(other);
        await using var app = await builder.BuildAsync(Cancellation);

        var refused = await Assert.ThrowsAsync<DistributedApplicationException>(() => app.StartAsync(Cancellation));

        Assert.Equal("Resources wait for each other: one, other.", refused.Message);
    }

    [Theory]
    [InlineData("9lives")]
    [InlineData("a--b")]
    [InlineData("")]
    public void A_name_that_is_not_valid_is_refused(string name)
    {
        var builder = DistributedApplicationTestingBuilder.Create();

        Assert.Throws<DistributedApplicationException>(() => builder.AddExecutable(name, "true", "/"));
    }

    private static async Task<string> RunningAsync(DistributedApplication app, string resource)
    {
        var now = await app.ResourceNotifications.WaitForResourceAsync(resource, now => now.Snapshot.State?.Text == KnownResourceStates.Running, Cancellation);
        return now.Snapshot.Properties.Single(property => property.Name == "resource.pid").Value!.ToString()!;
    }

    private static async Task<string> LineAsync(DistributedApplication app, string resource, Func<string, bool> isIt)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Eventually.Deadline);
        await foreach (var lines in app.Services.GetRequiredService<ResourceLoggerService>().WatchAsync(resource).WithCancellation(limit.Token))
        {
            if (lines.Select(line => line.Content).FirstOrDefault(isIt) is { } found)
                return found;
        }

        throw new InvalidOperationException("The log ended.");
    }
}
