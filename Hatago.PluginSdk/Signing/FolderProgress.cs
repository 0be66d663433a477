namespace Hatago.PluginSdk.Signing;

/// <summary>How far the reading of a folder is.</summary>
internal readonly record struct FolderProgress(int Files, int TotalFiles, long Bytes, long TotalBytes);
