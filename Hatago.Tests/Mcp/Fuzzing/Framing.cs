namespace Hatago.Tests.Mcp.Fuzzing;

/// <summary>How a request says where it ends (RFC 9112 section 6), and in what ways it lies.</summary>
internal enum Framing
{
    Length,
    Chunked,
    BrokenChunks,
    EndlessChunk,
    LengthAndChunks,
    TwoLengths,
    LengthTooLong,
    LengthTooShort,
    LengthThatIsNone,
    NoLength,
    UnknownCoding,
    BareLineFeeds,
    Pipelined,
    CutInTheHead,
    CutInTheBody,
}
