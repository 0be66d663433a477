using System.Globalization;
using System.Net.Sockets;

namespace Hatago.Tests.ServiceDefaults;

/// <summary>What an operator sees who sets a variable wrongly: one line for each, exit code 78, nothing started.</summary>
public sealed class ConfigurationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("PORT", "abc", "a whole number from 0 to 65535")]
    [InlineData("PORT", "65536", "a whole number from 0 to 65535")]
    [InlineData("HATAGO_MAX_CONCURRENCY", "-1", "a whole number from 1 to 1000000")]
    [InlineData("HATAGO_TIMEOUT_MS", "5s", "milliseconds, a whole number from 1 to 3600000")]
    [InlineData("HATAGO_SLO_AVAILABILITY_PERCENT", "100", "a number from 50 to 99.9999")]
    [InlineData("Hatago__Slo__P95LatencyMs", "5ms", "a number from 0.5 to 30000")]
    [InlineData("LOG_LEVEL", "loud", "one of debug, info, warn, error")]
    [InlineData("NODE_ENV", "staging", "one of production, development, test")]
    [InlineData("HATAGO_SESSION_MODE", "none", "one of hybrid, stateless")]
    [InlineData("HATAGO_PLUGINS_DIR", "/no/such/folder", "a folder that exists")]
    [InlineData("Hatago__MaxConcurrency", "0", "a whole number from 1 to 1000000")]
    public async Task A_value_that_is_not_allowed_stops_the_start_with_a_line_that_names_it(string name, string value, string allowed)
    {
        await using var server = ServerProcess.Start((name, value));

        var exitCode = await server.ExitAsync(Cancellation);

        Assert.Equal(78, exitCode);
        Assert.Equal($"hatago: {name.Replace("__", ":")}='{value}' is not valid; allowed is {allowed}.", server.Errors);
    }

    [Fact]
    public async Task Every_wrong_value_is_named_at_once()
    {
        await using var server = ServerProcess.Start(("PORT", "abc"), ("HATAGO_MAX_CONCURRENCY", "-1"));

        await server.ExitAsync(Cancellation);

        Assert.Contains("PORT='abc'", server.Errors);
        Assert.Contains("HATAGO_MAX_CONCURRENCY='-1'", server.Errors);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_a_clear_line_and_exit_code_1()
    {
        using var taken = new TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;
        await using var server = ServerProcess.Start(("PORT", port.ToString(CultureInfo.InvariantCulture)), ("HOSTNAME", "127.0.0.1"));

        var exitCode = await server.ExitAsync(Cancellation);

        Assert.Equal(1, exitCode);
        Assert.Contains(port.ToString(CultureInfo.InvariantCulture), server.Errors);
        Assert.DoesNotContain("   at ", server.Errors);
    }

    [Fact]
    public async Task A_variable_wins_over_its_setting_and_a_setting_over_the_default()
    {
        await using var byVariable = await HatagoApp.StartAsync(settings: [("HATAGO_MAX_CONCURRENCY", "7"), ("Hatago:MaxConcurrency", "8")]);
        await using var bySetting = await HatagoApp.StartAsync(settings: ("Hatago:MaxConcurrency", "8"));

        Assert.Contains("hatago_concurrency_limit{} 7", await byVariable.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation));
        Assert.Contains("hatago_concurrency_limit{} 8", await bySetting.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation));
    }
}
