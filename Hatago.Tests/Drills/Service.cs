using System.Net;
using System.Net.Sockets;

namespace Hatago.Tests.Drills;

/// <summary>
/// What a Service of Kubernetes does with connections: each is led to one endpoint as it is made and stays there, and nothing is tried again elsewhere.
/// As with kube-proxy, no process stands between the two ends.
/// </summary>
internal sealed class Service
{
    private volatile IReadOnlyList<Uri> _endpoints = [];
    private int _next;

    /// <summary>By its name in the cluster.</summary>
    public Uri Mcp { get; } = new("http://hatago-service:8787/mcp");

    /// <summary>Where new connections go.</summary>
    public IReadOnlyList<Uri> Endpoints { get => _endpoints; set => _endpoints = value; }

    /// <summary>A <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var endpoints = _endpoints;
        var endpoint = endpoints[(int)((uint)Interlocked.Increment(ref _next) % endpoints.Count)];
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, endpoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
