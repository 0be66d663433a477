namespace Hatago.McpServer.Plugins;

/// <summary>A folder of the plugins folder, and what became of it.</summary>
internal sealed class PluginSlot(DirectoryInfo folder)
{
    public DirectoryInfo Folder => folder;

    public string Name => folder.Name;

    /// <summary>The fingerprint at the last look; none when the folder was gone.</summary>
    public string? Seen { get; set; }

    /// <summary>The fingerprint of what was loaded, or refused, last; none when it is to be tried again.</summary>
    public string? Tried { get; set; }

    /// <summary>What is served, which may be an older version than the folder has.</summary>
    public ServedPlugin? Served { get; set; }

    /// <summary>Why the folder, as it is now, is not served.</summary>
    public RefusedPlugin? Refusal { get; set; }

    /// <summary>How many times the served plugins had changed when its tools were another plugin's.</summary>
    public int? ConflictAt { get; set; }
}
