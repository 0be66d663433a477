using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Hatago.Tests.Probing;

/// <summary>What a container's health check runs: the server's own program, asking the server beside it.</summary>
public sealed class ProbeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_serves_passes_every_probe_and_one_that_drains_is_alive_but_not_ready()
    {
        await using var server = ServerProcess.Start(("DOTNET_ENVIRONMENT", "Development"));
        using var http = await server.ReadyAsync(Cancellation);

        foreach (var probe in new[] { "live", "ready", "startup" })
            Assert.Equal((0, ""), await RunAsync(server.Address.Port, "127.0.0.1", "--probe", probe));

        await http.PostAsync(new Uri("/drain", UriKind.Relative), null, Cancellation);

        Assert.Equal((1, $"hatago: {server.Address}health/ready answered 503: draining"), await RunAsync(server.Address.Port, "127.0.0.1", "--probe=ready"));
        Assert.Equal((0, ""), await RunAsync(server.Address.Port, "127.0.0.1", "--probe", "live"));
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("hatago-7c9f-xk2lp")] // A pod's name, which resolves to nothing here.
    [InlineData("localhost")]
    public async Task It_asks_the_loopback_whatever_name_the_container_has(string hostname)
    {
        await using var server = ServerProcess.Start(("HOSTNAME", hostname));
        using var http = await server.ReadyAsync(Cancellation);

        Assert.Equal((0, ""), await RunAsync(server.Address.Port, hostname, "--probe", "ready"));
    }

    [Fact]
    public async Task Where_nothing_listens_it_fails_and_says_where_it_asked()
    {
        var port = Ports.NextFree();

        Assert.Equal((1, $"hatago: http://127.0.0.1:{port}/health/live refused the connection: nothing listens there"), await RunAsync(port, "127.0.0.1", "--probe", "live"));
    }

    [Fact]
    public async Task A_server_that_hangs_fails_within_the_timeout()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;

        Assert.Equal((1, $"hatago: http://127.0.0.1:{port}/health/ready did not answer within 1 s"), await RunAsync(port, "127.0.0.1", "--probe", "ready", "--timeout", "1"));
    }

    [Theory]
    [InlineData(64, "--probe alive is not valid; allowed is one of live, ready, startup", "--probe", "alive")]
    [InlineData(64, "--timeout 0 is not valid; allowed is a whole number from 1 to 60", "--probe", "live", "--timeout", "0")]
    [InlineData(64, "Unrecognized command or argument '--fast'.", "--probe", "live", "--fast")]
    public async Task A_value_that_is_not_allowed_is_named_with_what_is(int exitCode, string message, params string[] arguments) =>
        Assert.Equal((exitCode, $"hatago: {message}"), await RunAsync(8787, "127.0.0.1", arguments));

    [Fact]
    public async Task A_configuration_that_no_server_starts_with_is_named_as_the_server_does()
    {
        await using var probe = new ConsoleProcess("dotnet", [Repository.Server, "--probe", "live"], [("PORT", "abc")]);

        Assert.Equal(78, await probe.ExitAsync(Cancellation));
        Assert.Equal("hatago: PORT='abc' is not valid; allowed is a whole number from 0 to 65535.", probe.Errors);
    }

    private static async Task<(int ExitCode, string Errors)> RunAsync(int port, string hostname, params string[] arguments)
    {
        await using var probe = new ConsoleProcess(
            "dotnet", [Repository.Server, .. arguments], [("PORT", port.ToString(CultureInfo.InvariantCulture)), ("HOSTNAME", hostname), ("http_proxy", "http://127.0.0.1:9")]);
        var exitCode = await probe.ExitAsync(Cancellation);
        Assert.Empty(probe.Output);
        return (exitCode, probe.Errors);
    }
}
