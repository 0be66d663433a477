using System.Text;

namespace Hatago.Tests.Mcp.Fuzzing;

/// <summary>A request as it is to be put on the wire, wrong or not.</summary>
internal sealed record WireRequest(string Method, IReadOnlyList<(string Name, string Value)> Headers, byte[] Body)
{
    public string Target { get; init; } = "/mcp";

    public string Version { get; init; } = "HTTP/1.1";

    public Framing Framing { get; init; }

    /// <summary>Two on one connection, the second before the first is answered.</summary>
    public bool IsPipelined => Framing == Framing.Pipelined;

    public byte[] ToBytes()
    {
        var head = new StringBuilder($"{Method} {Target} {Version}\r\n");
        foreach (var (name, value) in Headers)
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        head.Append(Framing switch
        {
            Framing.NoLength => "",
            Framing.Chunked or Framing.BrokenChunks or Framing.EndlessChunk => "Transfer-Encoding: chunked\r\n",
            Framing.LengthAndChunks => $"Content-Length: {Body.Length}\r\nTransfer-Encoding: chunked\r\n",
            Framing.TwoLengths => $"Content-Length: {Body.Length}\r\nContent-Length: {Body.Length + 1}\r\n",
            Framing.LengthTooLong => $"Content-Length: {Body.Length + 17}\r\n",
            Framing.LengthTooShort => $"Content-Length: {Body.Length / 2}\r\n",
            Framing.LengthThatIsNone => "Content-Length: -1\r\n",
            Framing.UnknownCoding => "Transfer-Encoding: gzip\r\n",
            _ => $"Content-Length: {Body.Length}\r\n",
        });
        head.Append("\r\n");
        var start = Encoding.Latin1.GetBytes(Framing == Framing.BareLineFeeds ? head.Replace("\r", "").ToString() : head.ToString());
        byte[] whole = [.. start, .. Content()];
        return Framing switch
        {
            Framing.Pipelined => [.. whole, .. whole],
            Framing.CutInTheHead => whole[..(start.Length / 2)],
            Framing.CutInTheBody => whole[..(start.Length + (Body.Length / 2))],
            _ => whole,
        };
    }

    private byte[] Content() => Framing switch
    {
        Framing.Chunked or Framing.LengthAndChunks =>
            [.. Chunk(Body[..(Body.Length / 2)]), .. Chunk(Body[(Body.Length / 2)..]), .. "0\r\n\r\n"u8],
        Framing.BrokenChunks => [.. "zz\r\n"u8, .. Body, .. "\r\n0\r\n\r\n"u8],
        Framing.EndlessChunk => [.. "7fffffffffffffff\r\n"u8, .. Body],
        _ => Body,
    };

    private static byte[] Chunk(byte[] data) => data.Length == 0 ? [] : [.. Encoding.ASCII.GetBytes($"{data.Length:x};x=y\r\n"), .. data, .. "\r\n"u8];
}
