using Hatago.McpServer.Guarding;
using Hatago.PluginLoading;
using Hatago.PluginSdk;
using Microsoft.Extensions.Logging.Abstractions;
using Polly.Telemetry;

namespace Hatago.Tests.Guarding;

public sealed class PluginGuardTests
{
    [Fact]
    public async Task A_caller_that_is_gone_before_its_turn_is_an_outcome_and_no_exception()
    {
        var manifest = new PluginManifest { Name = "p", Version = "1.0.0", Description = "", EntryAssembly = "p.dll", Sdk = "*", MaxConcurrency = 1 };
        var plugin = new LoadedPlugin(null!, manifest, null!, null!) { Tools = [], Prompts = [], Resources = [] };
        var guard = new PluginGuard(plugin, new GuardingOptions(), new TelemetryOptions(), TimeProvider.System, NullLogger.Instance);

        var outcome = await guard.RunAsync(_ => Task.FromResult(1), new CancellationToken(canceled: true));

        Assert.IsType<OperationCanceledException>(outcome.Exception, exactMatch: false); // Else the slot of its request were lost.
    }
}
