using System.Text;
using Hatago.McpServer.Plugins;
using Microsoft.Extensions.DependencyInjection;

namespace Hatago.Tests.Signing;

public sealed class SwapRaceTests
{
    private const int Loads = 400;

    /// <summary>
    /// An attacker swaps the assembly as fast as it can, by rename and in place, while the real loader loads the folder again and again. The
    /// swapped one is the same code with another trace: whichever bytes ran, they say so.
    /// </summary>
    [Fact]
    public async Task However_files_are_swapped_while_they_are_loaded_only_signed_bytes_run()
    {
        using var site = await AttackSite.CreateAsync();
        var good = await File.ReadAllBytesAsync(site.File("TracePlugin.dll"), TestContext.Current.CancellationToken);
        var evil = Poison(good);
        await using var app = await site.ServeAsync();
        var loader = app.Services.GetRequiredService<PluginLoader>();
        using var isOver = new CancellationTokenSource();
        var attacker = Task.Factory.StartNew(() => Swap(site, good, evil, isOver.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        var results = new List<LoadResult>();
        for (var i = 0; i < Loads; i++)
        {
            var result = await loader.LoadAsync(site.Plugin, CatalogSnapshot.Empty, CancellationToken.None);
            results.Add(result);
            if (result.Plugin is not null)
                await result.Plugin.DisposeAsync();
        }

        await isOver.CancelAsync();
        var swaps = await attacker;

        Assert.DoesNotContain("EVIL", site.Traces);
        Assert.Contains("module initializer", site.Traces);
        Assert.InRange(results.Count(result => result.Plugin is null), 20, Loads - 20); // It was a race: each side won many times.
        Assert.True(swaps > Loads, $"only {swaps} swaps");
        TestContext.Current.SendDiagnosticMessage($"{swaps} swaps, {results.Count(result => result.Plugin is null)} of {Loads} loads refused");
    }

    [Fact]
    public async Task The_swapped_assembly_would_run_and_leave_its_trace()
    {
        using var site = await AttackSite.CreateAsync();
        await File.WriteAllBytesAsync(site.File("TracePlugin.dll"), Poison(await File.ReadAllBytesAsync(site.File("TracePlugin.dll"), TestContext.Current.CancellationToken)), TestContext.Current.CancellationToken);

        await using var app = await site.ServeAsync(("PLUGIN_SECURITY_ENABLED", "false"));

        Assert.Contains("EVIL!! initializer", site.Traces);
    }

    private static long Swap(AttackSite site, byte[] good, byte[] evil, CancellationToken isOver)
    {
        var target = site.File("TracePlugin.dll");
        var next = Path.Combine(site.Outside, "next.dll");
        var swaps = 0L;
        for (; !isOver.IsCancellationRequested; swaps++)
        {
            var bytes = swaps % 2 == 0 ? evil : good;
            if (swaps % 4 < 2)
            {
                File.WriteAllBytes(next, bytes);
                File.Move(next, target, overwrite: true);
            }
            else
            {
                using var file = File.OpenHandle(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                RandomAccess.Write(file, bytes, 0);
            }

            Thread.Yield();
        }

        return swaps;
    }

    private static byte[] Poison(byte[] assembly)
    {
        var (from, to) = (Encoding.Unicode.GetBytes("module initializer"), Encoding.Unicode.GetBytes("EVIL!! initializer"));
        var at = assembly.AsSpan().IndexOf(from);
        return [.. assembly[..at], .. to, .. assembly[(at + to.Length)..]];
    }
}
