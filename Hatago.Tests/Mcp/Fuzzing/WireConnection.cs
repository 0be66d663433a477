using System.Net.Sockets;

namespace Hatago.Tests.Mcp.Fuzzing;

/// <summary>One connection for one request, or two.</summary>
internal static class WireConnection
{
    /// <summary>The longest that the server may hold a connection whose client has said that it sends no more.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>Sends, reads the answer, says that nothing more comes, and waits for the server to close.</summary>
    /// <param name="server">Where to.</param>
    /// <param name="request">What.</param>
    /// <param name="patience">How long an answer may take: a request that is not whole has none.</param>
    /// <param name="cancellation">Of the test.</param>
    public static async Task<IReadOnlyList<WireAnswer>> ExchangeAsync(Uri server, WireRequest request, TimeSpan patience, CancellationToken cancellation)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port, cancellation);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Deadline);
        var isHead = request.Method == "HEAD";
        var received = new MemoryStream();
        IReadOnlyList<WireAnswer> Answers(bool hasEnded) => WireAnswer.All(received.GetBuffer().AsSpan(0, (int)received.Length), isHead, hasEnded);
        try
        {
            var sending = client.Client.SendAsync(request.ToBytes(), limit.Token).AsTask();
            var reading = ReadAsync(client, received, () => Answers(hasEnded: false).Count > (request.IsPipelined ? 1 : 0), limit.Token);
            await Task.WhenAny(reading, Task.Delay(patience, TimeProvider.System, limit.Token));
            await sending;
            client.Client.Shutdown(SocketShutdown.Send);
            await reading;
            await ReadAsync(client, received, () => false, limit.Token);
        }
        catch (SocketException)
        {
            // The server closed on what it did not want to read. What it said before counts.
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"The connection was still open after {Deadline}.");
        }

        return Answers(hasEnded: true);
    }

    /// <summary>Sends, and is gone before there can be an answer.</summary>
    public static async Task HangUpAsync(Uri server, WireRequest request, CancellationToken cancellation)
    {
        using var client = new TcpClient { LingerState = new(enable: true, seconds: 0) };
        await client.ConnectAsync(server.Host, server.Port, cancellation);
        try
        {
            await client.Client.SendAsync(request.ToBytes(), cancellation);
        }
        catch (SocketException)
        {
            // The server was faster.
        }
    }

    private static async Task ReadAsync(TcpClient client, MemoryStream received, Func<bool> isDone, CancellationToken cancellation)
    {
        var buffer = new byte[16 * 1024];
        while (!isDone() && await client.Client.ReceiveAsync(buffer, cancellation) is > 0 and var read)
            received.Write(buffer, 0, read);
    }
}
