using System.Diagnostics;
using Hatago.McpServer.Plugins;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Hatago.Tests.Plugins;

/// <summary>The folder that plugins are copied to.</summary>
public sealed class StagingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_killed_server_left_the_next_one_clears_away_and_a_running_one_keeps_its_own()
    {
        using var temporary = new TemporaryFolder();
        using var plugins = new PluginsFolder().AddHello();
        await using var killed = Start(temporary, plugins);
        using (await killed.ReadyAsync(Cancellation))
        {
            using var process = Process.GetProcessById(killed.Id);
            process.Kill();
            await killed.ExitAsync(Cancellation);
        }

        var left = Assert.Single(Staging(temporary));
        await using var running = Start(temporary, plugins);
        using var http = await running.ReadyAsync(Cancellation);
        var own = Assert.Single(Staging(temporary));
        await using var beside = Start(temporary, plugins);
        using var other = await beside.ReadyAsync(Cancellation);

        Assert.NotEqual(left, own);
        Assert.Equal(2, Staging(temporary).Length);
        Assert.Contains(own, Staging(temporary));
        Signals.Terminate(running.Id);
        Assert.Equal(0, await running.ExitAsync(Cancellation));
        Assert.DoesNotContain(own, Staging(temporary));
    }

    [Fact]
    public async Task A_plugin_that_cannot_be_copied_is_refused_and_the_server_serves_on()
    {
        using var plugins = new PluginsFolder().AddHello();
        await using var server = ServerProcess.Start(("HATAGO_PLUGINS_DIR", plugins.Path), ("DOTNET_ENVIRONMENT", "Development"), ("TMPDIR", "/proc/self/fd"));
        using var http = await server.ReadyAsync(Cancellation);

        var status = await http.GetStringAsync(new Uri("/security/status", UriKind.Relative), Cancellation);

        Assert.Contains("\"status\":\"error\",\"served\":false", status);
    }

    [Fact]
    public async Task A_staging_folder_that_vanished_is_not_taken_over_from_whoever_made_another_in_its_place()
    {
        var time = new FakeTimeProvider();
        var plugins = new PluginsFolder().AddHello();
        await using var app = await HatagoApp.StartAsync(services => services.AddSingleton<TimeProvider>(time), plugins);
        var root = app.Services.GetRequiredService<PluginCatalog>().Current.Plugins.Single().Folder.Parent!.Parent!;
        root.Delete(recursive: true);
        root.Create(); // As somebody else would make it.

        plugins.AddFixture();
        await Eventually.GetAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(app.Services.GetRequiredService<PluginCatalog>().Current.Plugins.Length);
            },
            count => count == 2, Cancellation);
        var other = app.Services.GetRequiredService<PluginCatalog>().Current.Plugins.Single(plugin => plugin.Name == "fixture").Folder.Parent!.Parent!;

        Assert.NotEqual(root.FullName, other.FullName);
        Assert.Empty(root.GetFileSystemInfos());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, other.UnixFileMode);
        root.Delete(recursive: true);
    }

    private static ServerProcess Start(TemporaryFolder temporary, PluginsFolder plugins) =>
        ServerProcess.Start(("TMPDIR", temporary.Path), ("HATAGO_PLUGINS_DIR", plugins.Path), ("DOTNET_ENVIRONMENT", "Development"));

    private static string[] Staging(TemporaryFolder temporary) => Directory.GetDirectories(temporary.Path, "hatago-staging-*");
}
