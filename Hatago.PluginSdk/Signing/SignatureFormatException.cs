namespace Hatago.PluginSdk.Signing;

/// <summary>An envelope, a statement, a key or a trust store that is not as its format says. The message names what is wrong.</summary>
internal sealed class SignatureFormatException(string message) : Exception(message);
