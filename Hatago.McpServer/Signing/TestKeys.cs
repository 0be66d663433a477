using System.Text;
using Hatago.PluginSdk.Signing;
using Microsoft.Extensions.Options;

namespace Hatago.McpServer.Signing;

/// <summary>
/// Keys to try signatures with. They are trusted in this process only and for test data only: what they sign has a payload type of its
/// own, so it is never the signature of a plugin.
/// </summary>
internal sealed class TestKeys(TrustSource trust, VerificationHistory history, IOptions<SigningOptions> options, TimeProvider time, ILogger<TestKeys> logger) : IDisposable
{
    private const int Capacity = 32;
    private const string PayloadType = "application/vnd.hatago.test";

    private readonly Lock _lock = new();
    private readonly List<SigningKey> _keys = [];

    public bool AreAllowed => options.Value.PluginAllowTestKeys;

    public IReadOnlyList<VerificationKey> All
    {
        get
        {
            lock (_lock)
                return [.. _keys.Select(key => key.Public)];
        }
    }

    /// <summary>Makes a key; the oldest goes when there are too many.</summary>
    public VerificationKey Generate(string algorithm) => Add(SigningKey.Generate(algorithm)).Public;

    /// <summary>Signs with the newest key of the algorithm, or a new one.</summary>
    public TestSignature Sign(string testData, string algorithm)
    {
        var timestamp = time.GetUtcNow();
        lock (_lock)
        {
            var key = _keys.FindLast(key => key.Public.Algorithm == algorithm) ?? Add(SigningKey.Generate(algorithm));
            return new(algorithm, Convert.ToBase64String(key.Sign(Encode(testData, timestamp))), key.Public.KeyId, timestamp);
        }
    }

    public TestVerification Verify(string testData, TestSignature signature)
    {
        var (status, message) = Judge(testData, signature);
        history.Add(new(null, null, status, message, StrictJson.IsSha256(signature.KeyId) ? signature.KeyId : null, null, null, time.GetUtcNow().UtcDateTime));
        return new(status == SignatureStatus.Valid, status, message);
    }

    public void Dispose()
    {
        foreach (var key in _keys)
            key.Dispose();
    }

    private (string Status, string Message) Judge(string testData, TestSignature signature)
    {
        VerificationKey? key;
        string state;
        lock (_lock)
            key = AreAllowed ? _keys.Find(one => one.Public.KeyId == signature.KeyId)?.Public : null;
        (key, state) = key is not null ? (key, "trusted")
            : trust.Current.Find(signature.KeyId) is { } trusted ? (trusted.Key, trusted.StatusAt(time.GetUtcNow()))
            : (null, SignatureStatus.Untrusted);

        if (key is null)
            return (SignatureStatus.Untrusted, "no key of this id is trusted");
        if (key.Algorithm != signature.Algorithm)
            return (SignatureStatus.Invalid, $"the key is one of {key.Algorithm}");

        byte[] bytes;
        try
        {
            bytes = StrictJson.Base64(signature.Signature, "'signature'");
        }
        catch (SignatureFormatException invalid)
        {
            return (SignatureStatus.Invalid, invalid.Message);
        }

        return key.Verify(Encode(testData, signature.Timestamp), bytes)
            ? state == "trusted" ? (SignatureStatus.Valid, "signature and key are good") : (state, $"the key is {state}")
            : (SignatureStatus.Invalid, "the signature is not that of the key over this data and timestamp");
    }

    private SigningKey Add(SigningKey key)
    {
        lock (_lock)
        {
            if (_keys.Count == Capacity)
            {
                _keys[0].Dispose();
                _keys.RemoveAt(0);
            }

            _keys.Add(key);
        }

        logger.TestKeyMade(key.Public.KeyId, key.Public.Algorithm);
        return key;
    }

    private static byte[] Encode(string testData, DateTimeOffset timestamp) =>
        DsseEnvelope.PreAuthenticationEncoding(PayloadType, Encoding.UTF8.GetBytes($"{timestamp.UtcDateTime:O}\n{testData}"));
}
