using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Hatago.McpServer.Plugins;
using Hatago.PluginSdk.Signing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Hatago.Tests.Signing;

/// <summary>
/// A plugin whose every line of code leaves a trace, signed by a trusted key, with another plugin beside it: to be attacked, then served
/// by the real loader under the strict policy.
/// </summary>
internal sealed class AttackSite : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private AttackSite()
    {
        Time.SetUtcNow(TimeProvider.System.GetUtcNow());
        Plugins.AddTrace(TracePath).AddHello();
        Trust.Trust(Key.Public);
    }

    public FakeTimeProvider Time { get; } = new();

    public PluginsFolder Plugins { get; } = new();

    public TrustFolder Trust { get; } = new();

    public SigningKey Key { get; } = SigningKey.Generate(SignatureAlgorithms.Ed25519);

    public DirectoryInfo Plugin => new(Path.Combine(Plugins.Path, "trace"));

    public string Envelope => File(DsseEnvelope.FileName);

    /// <summary>A folder outside of the plugins folder.</summary>
    public string Outside => _folder.Path;

    private string TracePath => Path.Combine(_folder.Path, "trace");

    public static async Task<AttackSite> CreateAsync()
    {
        var site = new AttackSite();
        await site.SignAsync(site.Key);
        await SigningExtensions.SignAsync(new(Path.Combine(site.Plugins.Path, "hello")), site.Time.GetUtcNow(), site.Key);
        return site;
    }

    public string File(string name) => Path.Combine(Plugin.FullName, name);

    public Task SignAsync(params SigningKey[] keys) => SignAsync(Time.GetUtcNow(), keys);

    public async Task SignAsync(DateTimeOffset signedAt, params SigningKey[] keys)
    {
        await SigningExtensions.SignAsync(Plugin, signedAt, keys);
        System.IO.File.Delete(TracePath); // To describe its tools its code ran, here.
    }

    /// <summary>Signs a statement that no signer would write.</summary>
    public void SignChanged(Action<JsonObject> change, SigningKey? key = null)
    {
        var statement = JsonNode.Parse(SignedStatement.Parse(System.IO.File.ReadAllBytes(Envelope)).Envelope.PayloadBytes())!.AsObject();
        change(statement);
        SigningExtensions.Write(Plugin, DsseEnvelope.Sign(Encoding.UTF8.GetBytes(statement.ToJsonString()), key ?? Key));
    }

    /// <summary>Changes the text of the envelope.</summary>
    public void Rewrite(Func<string, string> change) => System.IO.File.WriteAllText(Envelope, change(System.IO.File.ReadAllText(Envelope)));

    /// <summary>Replaces the signature's bytes.</summary>
    public void Resign(Func<byte[], byte[]> change)
    {
        var envelope = DsseEnvelope.Parse(System.IO.File.ReadAllBytes(Envelope));
        SigningExtensions.Write(Plugin, envelope with
        {
            Signatures = [.. envelope.Signatures.Select(signature => signature with { Signature = Convert.ToBase64String(change(signature.Bytes())) })],
        });
    }

    /// <summary>Starts the server under the strict policy.</summary>
    public Task<HatagoApp> ServeAsync(params (string Name, string Value)[] settings) => HatagoApp.StartAsync(
        services => services.AddSingleton<TimeProvider>(Time), Plugins,
        [.. settings.UnionBy([("REQUIRE_SIGNED_PLUGINS", "true"), ("HATAGO_TRUST_DIR", Trust.Path)], setting => setting.Item1)]);

    /// <summary>Lets the server look after its plugins until something is so.</summary>
    public Task<JsonObject> LookUntilAsync(HatagoApp app, Func<JsonObject, bool> isSo) => Eventually.GetAsync(
        () =>
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            return StatusAsync(app);
        },
        isSo, TestContext.Current.CancellationToken);

    /// <summary>What <c>/security/status</c> says of the plugin.</summary>
    public static async Task<JsonObject> StatusAsync(HatagoApp app, string plugin = "trace")
    {
        var status = await app.Http.GetFromJsonAsync<JsonObject>(new Uri("/security/status", UriKind.Relative), TestContext.Current.CancellationToken);
        return status!["plugins"]!.AsArray().Single(one => one!["name"]!.GetValue<string>() == plugin)!.AsObject();
    }

    /// <summary>Not a line of the attacked plugin ran; the other one is served.</summary>
    public async Task AssertRefusedAsync(HatagoApp app, string status, string reason)
    {
        var plugin = await StatusAsync(app);
        var call = await app.CallAsync("trace.ping", null, TestContext.Current.CancellationToken);
        var beside = await app.CallAsync("hello.hatago", null, TestContext.Current.CancellationToken);

        Assert.Contains(reason, string.Join('\n', plugin["reasons"]!.AsArray().Select(one => one!.GetValue<string>())));
        Assert.Equal((status, false), (plugin["status"]!.GetValue<string>(), plugin["served"]!.GetValue<bool>()));
        Assert.False(WasRun, "the plugin's code ran");
        Assert.NotNull(call["error"]);
        Assert.StartsWith("Hello", beside["result"]!["content"]![0]!["text"]!.GetValue<string>());
        Assert.All(app.Services.GetRequiredService<PluginCatalog>().Current.Refused, refused => Assert.Null(refused.Decision!.Verification.Signed)); // An envelope may have 16 MiB.
        var audit = Assert.Single(app.Logs.GetSnapshot(), record => record.Category!.EndsWith("PluginSecurity", StringComparison.Ordinal) && Value(record, "plugin") == "trace");
        Assert.Equal(("refused", status), (Value(audit, "decision"), Value(audit, "status")));
    }

    private static string? Value(FakeLogRecord record, string name) => record.StructuredState!.Single(pair => pair.Key == name).Value;

    /// <summary>Whether any line of its code ran in a server.</summary>
    public bool WasRun => System.IO.File.Exists(TracePath);

    public string Traces => System.IO.File.ReadAllText(TracePath);

    public void Dispose()
    {
        Plugins.Dispose();
        Trust.Dispose();
        Key.Dispose();
        _folder.Dispose();
    }

}
