using CsCheck;

namespace Hatago.Tests.Signing;

/// <summary>A change to a document: a byte flipped, a span deleted, inserted or duplicated.</summary>
internal readonly record struct Mutation(Mutation.Kind What, int At, int Length, byte Value)
{
    internal enum Kind
    {
        Flip,
        Delete,
        Insert,
        Duplicate,
        Digit,
    }

    public static Gen<Mutation[]> Some { get; } = Gen
        .Select(Gen.Enum<Kind>(), Gen.Int[0, int.MaxValue], Gen.Int[1, 40], Gen.Byte, (what, at, length, value) => new Mutation(what, at, length, value))
        .Array[1, 4];

    public static byte[] All(byte[] document, IEnumerable<Mutation> mutations) => mutations.Aggregate(document, (bytes, mutation) => mutation.Of(bytes));

    private byte[] Of(byte[] bytes)
    {
        if (bytes.Length == 0)
            return [Value];

        var at = At % bytes.Length;
        var end = Math.Min(bytes.Length, at + Length);
        return What switch
        {
            Kind.Delete => [.. bytes[..at], .. bytes[end..]],
            Kind.Insert => [.. bytes[..at], .. Enumerable.Repeat(Value, Length), .. bytes[at..]],
            Kind.Duplicate => [.. bytes[..end], .. bytes[at..]],
            Kind.Digit => [.. bytes[..at], (byte)('0' + (Value % 10)), .. bytes[(at + 1)..]],
            _ => [.. bytes[..at], (byte)(bytes[at] ^ Math.Max((byte)1, Value)), .. bytes[(at + 1)..]],
        };
    }
}
