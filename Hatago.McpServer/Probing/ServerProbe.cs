using System.Net.Sockets;
using System.Text.Json;
using Hatago.ServiceDefaults.Configuration;
using Hatago.ServiceDefaults.Health;
using Microsoft.Extensions.Hosting.Internal;

namespace Hatago.McpServer.Probing;

/// <summary>One question to the server at the address that this environment configures.</summary>
internal static class ServerProbe
{
    private const int Passed = 0;
    private const int Failed = 1;

    public static async Task<int> AskAsync(string probe, TimeSpan timeout, CancellationToken cancellation)
    {
        var url = new Uri(Address(), $"/health/{probe}");
        var answer = await AnswerAsync(url, timeout, cancellation);
        if (answer is null)
            return Passed;

        await Console.Error.WriteLineAsync($"hatago: {url} {answer}");
        return Failed;
    }

    /// <summary>What is wrong, or nothing.</summary>
    private static async Task<string?> AnswerAsync(Uri url, TimeSpan timeout, CancellationToken cancellation)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = timeout };
        try
        {
            using var response = await http.GetAsync(url, cancellation);
            return (int)response.StatusCode == StatusCodes.Status200OK ? null : $"answered {(int)response.StatusCode}{Reason(await response.Content.ReadAsByteArrayAsync(cancellation))}";
        }
        catch (HttpRequestException unreachable)
        {
            return unreachable.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused } ? "refused the connection: nothing listens there" : $"did not answer: {unreachable.Message}";
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return $"did not answer within {timeout.TotalSeconds:0} s";
        }
    }

    private static string Reason(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, HealthJson.Default.ReadyAnswer)?.Reason is { } reason ? $": {reason}" : "";
        }
        catch (JsonException)
        {
            return ""; // Someone else listens there.
        }
    }

    /// <summary>Read from where the server reads it, except its command line, which nobody gives to a probe.</summary>
    private static Uri Address()
    {
        using var configuration = new ConfigurationManager();
        configuration.AddEnvironmentVariables("ASPNETCORE_").AddEnvironmentVariables("DOTNET_");
        var environment = new HostingEnvironment { EnvironmentName = configuration[HostDefaults.EnvironmentKey] ?? Environments.Production };
        configuration.AddJsonFile("appsettings.json", optional: true).AddJsonFile($"appsettings.{environment.EnvironmentName}.json", optional: true).AddEnvironmentVariables();
        EnvironmentTable.Apply(configuration, environment, [ServiceVariables.Port, ServiceVariables.Hostname]);
        return ListenAddress.Nearest(configuration, HostEnvironmentEnvExtensions.IsDevelopment(environment));
    }
}
