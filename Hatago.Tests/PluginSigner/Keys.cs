using Hatago.PluginSdk.Signing;

namespace Hatago.Tests.PluginSigner;

/// <summary>Many keys, gone with the test.</summary>
internal sealed class Keys(int count) : IDisposable
{
    public IReadOnlyList<SigningKey> All { get; } = [.. Enumerable.Range(0, count).Select(_ => SigningKey.Generate(SignatureAlgorithms.Ed25519))];

    public void Dispose()
    {
        foreach (var key in All)
            key.Dispose();
    }
}
