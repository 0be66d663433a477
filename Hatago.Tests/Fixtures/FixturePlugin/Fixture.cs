using System.ComponentModel;
using Hatago.PluginSdk;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Server;

namespace FixturePlugin;

public sealed class Fixture : IHatagoPlugin
{
    public void ConfigureServices(IServiceCollection services, IConfiguration configuration)
    {
        if (configuration["Fail"] is { } message)
            throw new InvalidOperationException(message);
        if (configuration["ExhaustMemory"] is not null)
            GC.KeepAlive(new byte[1L << 40]);
        if (configuration["FailUnload"] is not null)
        {
            System.Runtime.Loader.AssemblyLoadContext.GetLoadContext(typeof(Fixture).Assembly)!.Unloading += _ => throw new InvalidOperationException("never");
            throw new InvalidOperationException("no start");
        }

        if (configuration["BlockLoad"] is not null)
        {
            using var never = new ManualResetEventSlim();
            never.Wait();
        }

        services.AddSingleton(_ => new Undisposable(configuration["BlockDispose"] is not null));
        services.AddScoped<ICompletionSource, FixtureCompletions>();
        services.AddScoped(provider =>
        {
            provider.GetRequiredService<Undisposable>(); // What was never made is never disposed.
            return new Greeter(configuration["Greeting"] ?? "Hi");
        });
    }
}

public sealed class Undisposable(bool blocks) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => blocks ? new(new TaskCompletionSource().Task) : default;
}

public sealed class Greeter(string greeting)
{
    public string Greet(string name) => $"{greeting} {name}";
}

[McpServerPromptType]
public static class FixturePrompts
{
    [McpServerPrompt(Name = "fixture_prompt"), Description("A prompt.")]
    public static string Prompt(Greeter greeter, string name) => $"Say: {greeter.Greet(name)}";

    [McpServerPrompt(Name = "fixture_broken_prompt"), Description("A prompt that throws.")]
    public static string Broken() => throw new InvalidOperationException("the secret is prompt");
}

[McpServerResourceType]
public static class FixtureResources
{
    [McpServerResource(UriTemplate = "fixture://text", Name = "text"), Description("A resource.")]
    public static string Text(Greeter greeter) => greeter.Greet("resource");

    [McpServerResource(UriTemplate = "fixture://item/{id}", Name = "item"), Description("A resource template.")]
    public static string Item(string id) => $"item {id}";
}
