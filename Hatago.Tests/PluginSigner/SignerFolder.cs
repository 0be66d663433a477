namespace Hatago.Tests.PluginSigner;

/// <summary>A plugin to sign, keys and a trust store, gone with the test.</summary>
internal sealed class SignerFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PluginsFolder _plugins = new PluginsFolder().AddHello();

    public string Path => _folder.Path;

    public string Plugin => System.IO.Path.Combine(_plugins.Path, "hello");

    public string Envelope => System.IO.Path.Combine(Plugin, "plugin.sig.json");

    public string Trust => System.IO.Path.Combine(Path, "trust");

    /// <summary>Makes a key pair.</summary>
    /// <returns>The key id and the files.</returns>
    public async Task<(string KeyId, string Private, string Public)> KeyAsync(string folder = "keys", string algorithm = "ed25519")
    {
        var made = await SignerRun.Async("keygen", "--algorithm", algorithm, "--out", System.IO.Path.Combine(Path, folder), "--json");
        Assert.Equal(0, made.ExitCode);
        return (made.Json["keyId"]!.GetValue<string>(), made.Json["privateKeyFile"]!.GetValue<string>(), made.Json["publicKeyFile"]!.GetValue<string>());
    }

    /// <summary>A key that is trusted, and has signed the plugin.</summary>
    public async Task<(string KeyId, string Private, string Public)> SignedAsync()
    {
        var key = await KeyAsync();
        Assert.Equal(0, (await SignerRun.Async("sign", Plugin, "--key", key.Private)).ExitCode);
        Assert.Equal(0, (await SignerRun.Async("trust", "add", key.Public, "--trust", Trust, "--subject", "tests")).ExitCode);
        return key;
    }

    public void Dispose()
    {
        _plugins.Dispose();
        _folder.Dispose();
    }
}
