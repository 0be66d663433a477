namespace Hatago.McpServer.Plugins;

/// <summary>A copy of a plugin's folder, gone with its plugin.</summary>
internal sealed class StagedFolder(DirectoryInfo parent, DirectoryInfo folder) : IDisposable
{
    public DirectoryInfo Folder => folder;

    public void Dispose() => StagingArea.Delete(parent);
}
