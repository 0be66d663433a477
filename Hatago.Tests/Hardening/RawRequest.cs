using System.Net.Sockets;
using System.Text;

namespace Hatago.Tests.Hardening;

/// <summary>A request byte for byte, as no HttpClient would send it.</summary>
internal static class RawRequest
{
    /// <param name="server">Where it goes.</param>
    /// <param name="request">With its line breaks, which may be those of this file.</param>
    /// <param name="cancellation">Of the test.</param>
    /// <returns>All that comes back until the connection is closed.</returns>
    public static async Task<string> SendAsync(Uri server, string request, CancellationToken cancellation)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port, cancellation);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request.ReplaceLineEndings("\r\n")), cancellation);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(cancellation);
    }
}
