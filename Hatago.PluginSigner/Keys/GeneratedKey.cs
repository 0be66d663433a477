namespace Hatago.PluginSigner.Keys;

internal sealed record GeneratedKey(string KeyId, string Algorithm, string PrivateKeyFile, string PublicKeyFile, bool IsEncrypted);
