namespace Hatago.PluginSdk.Signing;

/// <param name="Path">Relative to the folder, parts joined by <c>/</c>.</param>
/// <param name="FullPath">Where it is.</param>
/// <param name="Size">In bytes, when it was listed.</param>
internal sealed record FolderFile(string Path, string FullPath, long Size);
