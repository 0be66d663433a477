namespace Hatago.Tests.AppHost;

/// <summary>What a user of <c>./hatago up</c> sees, and what is left behind: nothing.</summary>
public sealed class AppHostProcessTests
{
    private const int Sigint = 2;
    private const int Sigstop = 19;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ctrl_c_ends_all_within_ten_seconds_and_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        await using var app = AppHostProcess.Start(folder);
        await app.UpAsync(Cancellation);
        var children = app.Children;

        _ = Signals.Send(app.Id, Sigint);

        Assert.Equal(3, children.Length);
        Assert.Equal(0, await app.ExitAsync(Cancellation, TimeSpan.FromSeconds(10)));
        Assert.Contains(app.Output, line => line.Contains("See you next time!", StringComparison.Ordinal)); // Prometheus was asked, not killed.
        await app.GoneAsync(children, Cancellation);
    }

    [Fact]
    public async Task A_second_ctrl_c_ends_at_once_what_does_not_end()
    {
        using var folder = new TemporaryFolder();
        await using var app = AppHostProcess.Start(folder);
        await app.UpAsync(Cancellation);
        var children = app.Children;
        _ = Signals.Send(children[2], Sigstop); // It cannot answer SIGTERM.

        _ = Signals.Send(app.Id, Sigint);
        await Eventually.GetAsync(() => Task.FromResult(app.Output.Contains("Ending everything; Ctrl+C again does it at once.")), seen => seen, Cancellation);
        await Eventually.GetAsync(() => Task.FromResult(app.ListensOn.Count(Ports.IsTaken)), left => left == 1, Cancellation);
        _ = Signals.Send(app.Id, Sigint);

        Assert.Equal(0, await app.ExitAsync(Cancellation, TimeSpan.FromSeconds(10)));
        await app.GoneAsync(children, Cancellation);
    }

    [Fact]
    public async Task Killed_it_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        await using var app = AppHostProcess.Start(folder);
        await app.UpAsync(Cancellation);
        var children = app.Children;

        Signals.Kill(app.Id);

        Assert.Equal(3, children.Length);
        await app.GoneAsync(children, Cancellation);
    }

    [Fact]
    public async Task A_second_one_on_the_same_ports_names_who_holds_them_and_starts_nothing()
    {
        using var folder = new TemporaryFolder();
        using var other = new TemporaryFolder();
        await using var app = AppHostProcess.Start(folder);
        await app.UpAsync(Cancellation);

        await using var second = AppHostProcess.Start(other, app.ListensOn);

        Assert.Equal(1, await second.ExitAsync(Cancellation));
        Assert.Contains($"Port {app.ListensOn[0]} of hatago is taken by process {app.Children[0]} (", second.Errors);
        Assert.Contains("Nothing was started.", second.Errors);
        Assert.DoesNotContain("   at ", second.Errors);
        Assert.Equal(3, app.Children.Length);
    }

    [Fact]
    public async Task A_resource_that_dies_is_shown_with_its_code_and_last_lines_and_stays_so()
    {
        using var folder = new TemporaryFolder();
        await using var app = AppHostProcess.Start(folder);
        await app.UpAsync(Cancellation);

        Signals.Kill(app.Children[2]);

        await Eventually.GetAsync(
            () => Task.FromResult(string.Join('\n', app.Output)),
            text => text.Contains("*** alertmanager: Exited with code 137. Its last lines:", StringComparison.Ordinal) && text.Contains("Ended with code 137.", StringComparison.Ordinal), Cancellation);
        Assert.False(Ports.IsTaken(app.ListensOn[2]));
        Assert.True(Ports.IsTaken(app.ListensOn[0]));
    }

    [Fact]
    public async Task A_start_that_fails_ends_what_was_started_and_says_why()
    {
        using var folder = new TemporaryFolder();
        await using var app = AppHostProcess.Start(folder, "--HATAGO_PLUGINS_DIR=/no/such/folder");

        Assert.Equal(1, await app.ExitAsync(Cancellation));
        Assert.Contains("hatago: Exited with code 78", app.Errors);
        Assert.Contains("HATAGO_PLUGINS_DIR='/no/such/folder' is not valid", app.Errors);
        await app.GoneAsync([], Cancellation);
    }

    [Fact]
    public async Task On_a_terminal_it_shows_a_table_and_then_the_logs()
    {
        using var folder = new TemporaryFolder();
        var ports = new[] { Ports.NextFree(), Ports.NextFree(), Ports.NextFree() };
        var command = $"stty cols 120; exec dotnet {string.Join(' ', AppHostProcess.Arguments(folder, ports))}";
        await using var terminal = new ConsoleProcess("script", ["-qfec", command, "/dev/null"], [("TERM", "xterm"), ("CI", ""), ("DOTNET_ENVIRONMENT", "Development")]);

        var text = await Eventually.GetAsync(
            () => Task.FromResult(string.Join('\n', terminal.Output)), text => text.Contains("Plugins loaded", StringComparison.Ordinal), Cancellation);

        Assert.Matches("Resource +State +URL", text);
        Assert.Contains("NotAvailable", text);
        Assert.True(text.LastIndexOf("State ", StringComparison.Ordinal) < text.IndexOf($"Hatago is up: http://localhost:{ports[0]}/mcp", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_monitoring_it_is_hatago_alone()
    {
        using var folder = new TemporaryFolder();
        await using var app = AppHostProcess.Start(folder, "--Hatago:Monitoring=false");

        await app.UpAsync(Cancellation);

        Assert.Single(app.Children);
    }
}
