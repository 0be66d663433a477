using Hatago.PluginSdk;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace StartPlugin;

/// <summary>Does at its start what <c>start.txt</c>, beside the assembly, says: all that may happen to who starts a plugin.</summary>
public sealed class StartPlugin : IHatagoPlugin
{
    public void ConfigureServices(IServiceCollection services, IConfiguration configuration)
    {
        var folder = Path.GetDirectoryName(typeof(StartPlugin).Assembly.Location)!;
        switch (File.ReadAllText(Path.Combine(folder, "start.txt")))
        {
            case "throw":
                throw new InvalidOperationException("the moon is in the wrong phase");
            case "print":
                Console.WriteLine("""{"tools":[]}""");
                using (var stdout = Console.OpenStandardOutput())
                    stdout.Write("not even JSON\n"u8);
                break;
            case "exit":
                Environment.Exit(0);
                break;
            case "crash":
                Environment.FailFast("gone");
                break;
            case "lie": // Writes the describing process's result in its place.
                File.WriteAllText(Environment.GetCommandLineArgs()[^1], """[{"name":1}]""");
                Environment.Exit(0);
                break;
            case "thread":
                new Thread(() => new ManualResetEventSlim().Wait()).Start();
                break;
            case "hang":
                new ManualResetEventSlim().Wait();
                break;
            case "write":
                File.WriteAllText(Path.Combine(folder, "cache.bin"), "warm");
                File.AppendAllText(Path.Combine(folder, "start.txt"), " ");
                break;
            default:
                break;
        }
    }
}
