using System.Text.Json;
using Hatago.PluginSdk.Signing;

namespace Hatago.Tests.Signing;

/// <summary>A trust store of one test, gone with it.</summary>
internal sealed class TrustFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hatago-trust-");
    private readonly Dictionary<string, TrustDocument.KeyEntry> _keys = [];
    private readonly Dictionary<string, TrustDocument.PluginEntry> _plugins = [];

    public string Path => _folder.FullName;

    public string Document => System.IO.Path.Combine(Path, TrustDocument.FileName);

    public TrustFolder Trust(VerificationKey key, DateTimeOffset? from = null, DateTimeOffset? to = null, params string[] plugins)
    {
        File.WriteAllText(System.IO.Path.Combine(Path, key.KeyId[..16] + ".public.pem"), key.ToPem());
        _keys[key.KeyId] = new() { Subject = "tests", ValidFrom = from, ValidTo = to, Plugins = plugins.Length == 0 ? ["*"] : plugins };
        return Write();
    }

    public TrustFolder Revoke(VerificationKey key, DateTimeOffset at, string reason = "it was stolen")
    {
        _keys[key.KeyId] = _keys[key.KeyId] with { Revoked = new() { At = at, Reason = reason } };
        return Write();
    }

    public TrustFolder Demand(string plugin, string? minimumVersion = null, int? signatures = null)
    {
        _plugins[plugin] = new() { MinimumVersion = minimumVersion, Signatures = signatures };
        return Write();
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private TrustFolder Write()
    {
        var next = Document + ".next";
        File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(new() { Keys = _keys, Plugins = _plugins }, SigningJson.Readable.TrustDocument));
        File.Move(next, Document, overwrite: true);
        return this;
    }
}
