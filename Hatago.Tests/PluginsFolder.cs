using System.Text.Json.Nodes;
using Hatago.PluginSdk.Signing;

namespace Hatago.Tests;

/// <summary>A plugins folder of one test, gone with it.</summary>
internal sealed class PluginsFolder : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("hatago-plugins-");

    public string Path => _root.FullName;

    public PluginsFolder AddHello() => Add(Repository.HelloPlugin, "hello");

    public PluginsFolder AddConformance() => Add(Repository.ConformancePlugin, "conformance");

    /// <summary>Adds the fixture plugin under a name of its own, with its manifest changed.</summary>
    public PluginsFolder AddFixture(string name = "fixture", Action<JsonObject>? change = null)
    {
        Add(Repository.FixturePlugin, name);
        var manifest = System.IO.Path.Combine(Path, name, "plugin.json");
        var document = JsonNode.Parse(File.ReadAllText(manifest))!.AsObject();
        document["name"] = name;
        change?.Invoke(document);
        File.WriteAllText(manifest, document.ToJsonString());
        return this;
    }

    /// <summary>Adds the plugin that leaves a trace of its code in a file.</summary>
    public PluginsFolder AddTrace(string trace, string version = "1.0.0")
    {
        Add(Repository.TracePlugin, "trace");
        File.WriteAllText(System.IO.Path.Combine(Path, "trace", "trace.txt"), trace);
        var manifest = System.IO.Path.Combine(Path, "trace", "plugin.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("\"1.0.0\"", $"\"{version}\"", StringComparison.Ordinal));
        return this;
    }

    public PluginsFolder AddEmpty(string name, string? manifest = null)
    {
        var folder = _root.CreateSubdirectory(name).FullName;
        if (manifest is not null)
            File.WriteAllText(System.IO.Path.Combine(folder, "plugin.json"), manifest);
        return this;
    }

    public void Dispose()
    {
        if (Directory.Exists(Path)) // A server that got it has disposed it.
            _root.Delete(recursive: true);
    }

    /// <summary>Adds a copy of a built plugin.</summary>
    public PluginsFolder Add(string source, string name)
    {
        var target = _root.CreateSubdirectory(name).FullName;
        foreach (var file in Directory.GetFiles(source).Where(file => !file.EndsWith(DsseEnvelope.FileName, StringComparison.Ordinal))) // Signed by ./hatago serve, perhaps.
            File.Copy(file, System.IO.Path.Combine(target, System.IO.Path.GetFileName(file)));
        return this;
    }
}
