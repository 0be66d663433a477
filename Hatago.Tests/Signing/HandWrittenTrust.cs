using System.Text.Json.Nodes;
using Hatago.PluginSdk.Signing;

namespace Hatago.Tests.Signing;

/// <summary>A trust store of one test, written by hand as an administrator would.</summary>
internal sealed class HandWrittenTrust : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly JsonObject _keys = [];
    private readonly JsonObject _plugins = [];

    public string Path => _folder.Path;

    public HandWrittenTrust Add(VerificationKey key, Action<JsonObject>? change = null) => Add(key.KeyId, key.ToPem(), change);

    public HandWrittenTrust Add(string keyId, string pem, Action<JsonObject>? change = null)
    {
        var entry = new JsonObject { ["subject"] = "Weather team", ["plugins"] = new JsonArray("*") };
        change?.Invoke(entry);
        _keys[keyId] = entry;
        File.WriteAllText(System.IO.Path.Combine(Path, keyId[..16] + ".pem"), pem);
        return this;
    }

    public HandWrittenTrust Add(string plugin, JsonObject policy)
    {
        _plugins[plugin] = policy;
        return this;
    }

    public TrustStore Load()
    {
        WriteDocument(new JsonObject { ["keys"] = _keys.DeepClone(), ["plugins"] = _plugins.DeepClone() }.ToJsonString());
        return TrustStore.Load(Path);
    }

    public void WriteDocument(string text) => File.WriteAllText(System.IO.Path.Combine(Path, TrustDocument.FileName), text);

    public void Dispose() => _folder.Dispose();
}
