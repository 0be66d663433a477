using Hatago.PluginSdk.Signing;
using Microsoft.Extensions.Time.Testing;

namespace Hatago.Tests.Signing;

/// <summary>The folder of plugin <c>weather</c>, which nothing has to load, a key that is trusted, and a clock that stands at the signing.</summary>
internal sealed class PluginOnDisk : IDisposable
{
    public const string Name = "weather";

    public static readonly DateTimeOffset SignedAt = new(2026, 8, 15, 10, 30, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _root = new();

    public PluginOnDisk(params string[] files)
    {
        Directory.CreateDirectory(Folder);
        foreach (var file in files is [] ? ["plugin.json", "Weather.dll", "runtimes/linux-x64/native/libweather.so"] : files)
            Write(file, $"content of {file}");
        Trust.Add(Key.Public);
    }

    public string Folder => Path.Combine(_root.Path, Name);

    /// <summary>Beside the plugin.</summary>
    public string Outside => _root.Path;

    public SigningKey Key { get; } = SigningKey.Generate(SignatureAlgorithms.Ed25519);

    public HandWrittenTrust Trust { get; } = new();

    public FakeTimeProvider Time { get; } = new(SignedAt);

    public string Envelope => In(DsseEnvelope.FileName);

    public string In(string path) => Path.Combine(Folder, path);

    public void Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(path))!);
        File.WriteAllText(In(path), content);
    }

    public async Task<PluginStatement> StateAsync() => new()
    {
        Name = Name,
        Version = "1.2.3",
        SignedAt = SignedAt,
        Files = await PluginFolder.DigestAsync(
            [.. PluginFolder.List(Folder).Where(file => file.Path != DsseEnvelope.FileName)], progress: null, TestContext.Current.CancellationToken),
        Tools = [],
    };

    public Task<PluginOnDisk> SignAsync(params SigningKey[] keys) => SignAsync(statement => statement, keys);

    /// <summary>Signs the files as they are, by <see cref="Key"/> where no other is named.</summary>
    public async Task<PluginOnDisk> SignAsync(Func<PluginStatement, PluginStatement> change, params SigningKey[] keys)
    {
        var statement = change(await StateAsync());
        await File.WriteAllBytesAsync(Envelope, DsseEnvelope.Sign(statement.ToBytes(), keys is [] ? [Key] : keys).ToBytes());
        return this;
    }

    public Task<Verification> VerifyAsync(TimeSpan? maxAge = null) =>
        new PluginVerifier(Time).VerifyAsync(new(Folder), Trust.Load(), maxAge, progress: null, TestContext.Current.CancellationToken);

    public void Dispose()
    {
        Key.Dispose();
        Trust.Dispose();
        _root.Dispose();
    }
}
