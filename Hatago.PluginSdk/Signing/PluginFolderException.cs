namespace Hatago.PluginSdk.Signing;

/// <summary>A folder that cannot be a plugin: a link, a device, or more than is allowed is in it. The message names what.</summary>
internal sealed class PluginFolderException(string message) : Exception(message);
