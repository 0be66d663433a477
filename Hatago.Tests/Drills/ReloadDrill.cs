using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using System.Text.Json.Nodes;
using Hatago.McpServer.Plugins;
using Hatago.PluginLoading;
using Hatago.PluginSdk.Signing;
using Hatago.Tests.Signing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using ModelContextProtocol.Protocol;

namespace Hatago.Tests.Drills;

/// <summary>A hundred new versions of a signed plugin, one after the other, while clients call it.</summary>
[Collection(Alone.Name)]
public sealed class ReloadDrill
{
    private const int Reloads = 100;
    private const int Clients = 8;
    private const int Sessions = 2;
    private const int Warm = 40;

    private static readonly string[] Tools = ["greet", "count", "order"];

    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_call_fails_every_old_context_is_collected_and_memory_stays_flat()
    {
        using var key = SigningKey.Generate(SignatureAlgorithms.Ed25519);
        using var trust = new TrustFolder().Trust(key.Public);
        var plugins = await new PluginsFolder().AddFixture("reloaded").SignAsync(key);
        await using var app = await HatagoApp.StartAsync(
            services => services.AddSingleton<TimeProvider>(_time).Configure<FakeLogCollectorOptions>(options => options.FilteredLevels = new HashSet<LogLevel> { LogLevel.Critical }), // It keeps all.
            plugins, ("REQUIRE_SIGNED_PLUGINS", "true"), ("HATAGO_TRUST_DIR", trust.Path));
        using var isOver = new CancellationTokenSource();
        var clients = Enumerable.Range(0, Clients).Select(client => client < Sessions ? CallInSessionAsync(app, isOver.Token) : CallAsync(app, client, isOver.Token)).ToArray();

        var contexts = new List<WeakReference>();
        var (early, late) = (0L, 0L);
        for (var i = 1; i <= Reloads; i++)
        {
            contexts.Add(Context(app));
            await ReplaceAsync(plugins, $"1.0.{i}", key);
            await LookUntilAsync(async () => (await AttackSite.StatusAsync(app, "reloaded"))["version"]!.GetValue<string>(), version => version == $"1.0.{i}");
            if (i == Warm)
                early = await SettledMemoryAsync(contexts);
        }

        late = await SettledMemoryAsync(contexts);
        await isOver.CancelAsync();
        var answers = await Task.WhenAll(clients);

        Assert.Empty(answers.SelectMany(client => client.Failures));
        Assert.True(answers.Sum(client => client.Calls) > 10 * Reloads, $"only {answers.Sum(client => client.Calls)} calls");
        Assert.Equal(Reloads, contexts.Count);
        Assert.True(late - early < 8 * 1024 * 1024, $"the heap grew from {early} to {late} bytes");
        await app.MetricAsync($"hatago_plugin_events_total{{event=\"reload\",plugin=\"reloaded\"}} {Reloads}", Cancellation);
        await app.MetricAsync($"hatago_plugin_events_total{{event=\"unload\",plugin=\"reloaded\"}} {Reloads}", Cancellation);
        TestContext.Current.SendDiagnosticMessage($"{answers.Sum(client => client.Calls)} calls; heap {early / 1024} KiB after {Warm}, {late / 1024} KiB after {Reloads}");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Context(HatagoApp app) =>
        new(AssemblyLoadContext.All.Single(context => context.Name == "reloaded"
            && context.Assemblies.Any(assembly => assembly.Location.StartsWith(Served(app).Folder.FullName, StringComparison.Ordinal))));

    private static LoadedPlugin Served(HatagoApp app) => app.Services.GetRequiredService<PluginCatalog>().Current.Plugins.Single();

    /// <summary>Waits until every context of an old version is gone.</summary>
    private async Task<long> SettledMemoryAsync(List<WeakReference> contexts)
    {
        await LookUntilAsync(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return Task.FromResult(contexts.Count(context => context.IsAlive));
            },
            alive => alive == 0);
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static async Task<(long Calls, List<string> Failures)> CallAsync(HatagoApp app, int client, CancellationToken isOver)
    {
        var (calls, failures) = (0L, new List<string>());
        while (!isOver.IsCancellationRequested)
        {
            var tool = Tools[(calls++ + client) % Tools.Length];
            object? arguments = tool switch
            {
                "greet" => new { name = "Ann" },
                "order" => new { order = new { dish = "soba", number = 1 } },
                _ => null,
            };
            var answer = await app.CallAsync($"fixture.{tool}", arguments, Cancellation);
            if (answer["error"] is not null || answer["result"]?["isError"]?.GetValue<bool>() is true)
                failures.Add(answer.ToJsonString());
        }

        return (calls, failures);
    }

    private static async Task<(long Calls, List<string> Failures)> CallInSessionAsync(HatagoApp app, CancellationToken isOver)
    {
        var (calls, failures) = (0L, new List<string>());
        await using var client = await app.ConnectAsync("2025-11-25", Cancellation);
        while (!isOver.IsCancellationRequested)
        {
            calls++;
            var answer = await client.CallToolAsync("fixture.greet", new Dictionary<string, object?> { ["name"] = "Ann" }, cancellationToken: Cancellation);
            if (answer.IsError is true || (await client.ListToolsAsync(cancellationToken: Cancellation)).All(tool => tool.Name != "fixture.greet"))
                failures.Add(((TextContentBlock)answer.Content[0]).Text);
        }

        return (calls, failures);
    }

    private static async Task ReplaceAsync(PluginsFolder plugins, string version, SigningKey key)
    {
        var manifest = Path.Combine(plugins.Path, "reloaded", "plugin.json");
        var document = JsonNode.Parse(await File.ReadAllTextAsync(manifest, Cancellation))!;
        document["version"] = version;
        await File.WriteAllTextAsync(manifest, document.ToJsonString(), Cancellation);
        var signed = SignedStatement.Parse(await File.ReadAllBytesAsync(Path.Combine(plugins.Path, "reloaded", DsseEnvelope.FileName), Cancellation)).Statement;
        var files = PluginFolder.List(Path.Combine(plugins.Path, "reloaded")).Where(file => file.Path != DsseEnvelope.FileName).ToList();
        SigningExtensions.Write(new(Path.Combine(plugins.Path, "reloaded")), DsseEnvelope.Sign(
            (signed with { Version = version, Files = await PluginFolder.DigestAsync(files, null, Cancellation) }).ToBytes(), key));
    }

    private Task<T> LookUntilAsync<T>(Func<Task<T>> read, Func<T, bool> isSo) => Eventually.GetAsync(
        () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return read();
        },
        isSo, Cancellation);
}
