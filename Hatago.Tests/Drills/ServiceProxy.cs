using System.Net;
using System.Net.Sockets;

namespace Hatago.Tests.Drills;

/// <summary>What a Service of Kubernetes does with connections: each goes to one endpoint, whatever is said on it, and stays there. Nothing is tried again elsewhere.</summary>
internal sealed class ServiceProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;
    private volatile IReadOnlyList<Uri> _endpoints = [];
    private int _next;

    public ServiceProxy()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Mcp => new($"http://{_listener.LocalEndpoint}/mcp");

    /// <summary>Where new connections go.</summary>
    public IReadOnlyList<Uri> Endpoints { get => _endpoints; set => _endpoints = value; }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(ConnectAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ConnectAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                var endpoints = _endpoints;
                var endpoint = endpoints[(int)((uint)Interlocked.Increment(ref _next) % endpoints.Count)];
                client.NoDelay = server.NoDelay = true;
                await server.ConnectAsync(IPAddress.Loopback, endpoint.Port, _end.Token);
                await Task.WhenAll(PassAsync(client, server), PassAsync(server, client));
            }
            catch (Exception over) when (over is OperationCanceledException or IOException or SocketException)
            {
                // Either side is gone; so is the other then.
            }
        }
    }

    private async Task PassAsync(TcpClient from, TcpClient to)
    {
        await from.GetStream().CopyToAsync(to.GetStream(), _end.Token);
        to.Client.Shutdown(SocketShutdown.Send);
    }
}
