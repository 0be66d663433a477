namespace Hatago.Tests.Monitoring;

/// <summary>A volume or folder in a service of the compose file.</summary>
/// <param name="Source">A volume's name, or a path relative to the file.</param>
/// <param name="Target">Where it is in the container.</param>
/// <param name="IsReadOnly">Whether the container cannot change it.</param>
/// <param name="IsMade">Whether a source that is missing is made, as an empty folder of root's, rather than complained about.</param>
internal sealed record ComposeMount(string Source, string Target, bool IsReadOnly, bool IsMade)
{
    public bool IsPath => Source.StartsWith('.');

    public static ComposeMount Of(object written)
    {
        if (written is string text && text.Split(':') is [var source, var target, .. var options])
            return new(source, target, options.Contains("ro"), IsMade: true);

        var members = (IDictionary<object, object>)written;
        Assert.Equal("bind", members["type"]);
        Assert.Empty(members.Keys.Except(["type", "source", "target", "read_only", "bind"]));
        return new(ComposeFile.Default((string)members["source"]), (string)members["target"], members["read_only"] is "true",
            !members.TryGetValue("bind", out var bind) || ((IDictionary<object, object>)bind)["create_host_path"] is not "false");
    }
}
