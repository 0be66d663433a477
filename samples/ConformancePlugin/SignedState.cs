using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using ModelContextProtocol;

namespace ConformancePlugin;

/// <summary>
/// A state that the client keeps, and cannot change. Replicas that are to read each other's need one key: the setting
/// <c>Hatago:Plugins:conformance:StateKey</c>.
/// </summary>
public sealed class SignedState(IConfiguration configuration)
{
    private readonly byte[] _key = configuration["StateKey"] is { } text ? SHA256.HashData(Encoding.UTF8.GetBytes(text)) : RandomNumberGenerator.GetBytes(32);

    public string Write(string text) => $"{text}.{Sign(text)}";

    /// <returns>What was written; <see langword="null"/> when there is no state.</returns>
    /// <exception cref="McpProtocolException">Somebody else wrote it.</exception>
    public string? Read(string? state)
    {
        if (state is null)
            return null;
        var end = state.LastIndexOf('.');
        var text = end < 0 ? "" : state[..end];
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(state), Encoding.UTF8.GetBytes(Write(text)))
            ? text
            : throw new McpProtocolException("The requestState is not one that this server gave.", McpErrorCode.InvalidParams);
    }

    private string Sign(string text) => Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text)));
}
