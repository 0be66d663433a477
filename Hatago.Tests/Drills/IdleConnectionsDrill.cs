using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Hatago.Tests.Drills;

/// <summary>Clients that heed no <c>Keep-Alive</c> and use their idle connections just as a drain closes them.</summary>
[Collection(Alone.Name)]
public sealed class IdleConnectionsDrill
{
    private const int Connections = 400;

    /// <summary>From one request to the next one, on another connection.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMicroseconds(200);

    private static readonly byte[] Request = "HEAD /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hardly_a_request_that_meets_the_close_is_lost()
    {
        using var plugins = new PluginsFolder().AddHello();
        await using var server = ServerProcess.Start(("HATAGO_PLUGINS_DIR", plugins.Path), ("DOTNET_ENVIRONMENT", "Development"), ("HATAGO_SHUTDOWN_DELAY_MS", "1000"));
        using var http = await server.ReadyAsync(Cancellation);
        var idle = Enumerable.Range(0, Connections).Select(_ => new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }).ToArray();
        foreach (var socket in idle)
            await socket.ConnectAsync(IPAddress.Loopback, server.Address.Port, Cancellation);

        Signals.Terminate(server.Id);
        while (!idle.Any(IsClosed))
            Cancellation.ThrowIfCancellationRequested();
        var sent = UseAll(idle);

        var answers = await Task.WhenAll(sent.Select(IsAnsweredAsync));
        var lost = answers.Count(isAnswered => !isAnswered);
        foreach (var socket in idle)
            socket.Dispose();
        TestContext.Current.SendDiagnosticMessage($"{sent.Count} requests on {Connections} connections that were being closed, {lost} lost");
        Assert.InRange(sent.Count, 20, Connections);
        Assert.InRange(lost, 0, sent.Count / 20);
        Assert.Equal(0, await server.ExitAsync(Cancellation));
    }

    /// <summary>A request on each, in another order than they were made, unless the client sees that it is closed.</summary>
    private static List<Socket> UseAll(Socket[] idle)
    {
        var sent = new List<Socket>();
        var order = idle.ToArray();
        new Random(1).Shuffle(order);
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < order.Length; i++)
        {
            while (Stopwatch.GetElapsedTime(start) < i * Pace)
                Thread.SpinWait(20);
            if (IsClosed(order[i]))
                continue;
            order[i].Send(Request);
            sent.Add(order[i]);
        }

        return sent;
    }

    private static bool IsClosed(Socket socket) => socket.Poll(0, SelectMode.SelectRead);

    private static async Task<bool> IsAnsweredAsync(Socket socket)
    {
        try
        {
            return await socket.ReceiveAsync(new byte[1024], Cancellation) > 0;
        }
        catch (SocketException)
        {
            return false; // Reset.
        }
    }
}
