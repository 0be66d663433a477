using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Hatago.Tests.Browser;

/// <summary>
/// A name whose address changes after its page was loaded, as the owner of its zone can do: a free port of the loopback, whose connections
/// lead to one server first and to another one later, byte by byte. The browser sees one origin all the time.
/// </summary>
internal sealed class ReboundName : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ReboundName()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Run(ForwardAsync)));
        _app = builder.Build();
    }

    /// <summary>The port to which it leads now.</summary>
    public int Target { get; set; }

    public int Port => new Uri(_app.Urls.Single()).Port;

    public static async Task<ReboundName> StartAsync()
    {
        var name = new ReboundName();
        await name._app.StartAsync();
        return name;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ForwardAsync(ConnectionContext connection)
    {
        var (input, output) = (connection.Transport.Input, connection.Transport.Output);
        // A browser opens connections ahead of need: where one leads is decided when it is used.
        var first = await input.ReadAsync(connection.ConnectionClosed);
        input.AdvanceTo(first.Buffer.Start);
        if (first.IsCompleted)
            return;

        using var target = new TcpClient();
        await target.ConnectAsync(IPAddress.Loopback, Target, connection.ConnectionClosed);
        var stream = target.GetStream();
        await Task.WhenAny(input.CopyToAsync(stream, connection.ConnectionClosed), stream.CopyToAsync(output.AsStream(), connection.ConnectionClosed));
    }
}
