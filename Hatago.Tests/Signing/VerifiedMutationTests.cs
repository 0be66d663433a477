using Hatago.PluginSdk.Signing;

namespace Hatago.Tests.Signing;

/// <summary>No byte of a signed folder can be another.</summary>
public sealed class VerifiedMutationTests : IDisposable
{
    private readonly PluginOnDisk _plugin = new();

    [Fact]
    public async Task Of_500_folders_with_one_byte_changed_none_is_valid()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await _plugin.SignAsync(statement => statement with { Tools = [StatementTool.Of("weather.get", "Says it.", System.Text.Json.JsonElement.Parse("{}"))] });
        var (trust, verifier) = (_plugin.Trust.Load(), new PluginVerifier(_plugin.Time));
        var files = Directory.GetFiles(_plugin.Folder, "*", SearchOption.AllDirectories);
        Assert.Equal(4, files.Length);

        for (var round = 0; round < 500; round++)
        {
            var file = files[round % files.Length];
            var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            var mutated = (byte[])bytes.Clone();
            var at = random.Next(bytes.Length);
            mutated[at] ^= (byte)random.Next(1, 256);
            await File.WriteAllBytesAsync(file, mutated, TestContext.Current.CancellationToken);

            var verification = await verifier.VerifyAsync(new(_plugin.Folder), trust, cancellation: TestContext.Current.CancellationToken);

            Assert.False(verification.IsValid, $"seed {seed}, round {round}: byte {at} of {file} is {mutated[at]} instead of {bytes[at]}, and it is valid");
            await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);
        }

        Assert.Equal(SignatureStatus.Valid, (await verifier.VerifyAsync(new(_plugin.Folder), trust, cancellation: TestContext.Current.CancellationToken)).Status);
    }

    [Theory]
    [InlineData(SignatureAlgorithms.Ed25519)]
    [InlineData(SignatureAlgorithms.EcdsaP256)]
    [InlineData(SignatureAlgorithms.RsaPss)]
    public async Task No_bit_of_an_envelope_can_be_another(string algorithm)
    {
        using var key = SigningKey.Generate(algorithm);
        _plugin.Trust.Add(key.Public);
        await _plugin.SignAsync(key);
        var envelope = await File.ReadAllBytesAsync(_plugin.Envelope, TestContext.Current.CancellationToken);
        var (trust, verifier) = (_plugin.Trust.Load(), new PluginVerifier(_plugin.Time));
        Assert.True(verifier.Judge(SignedStatement.Parse(envelope), PluginOnDisk.Name, trust, maxAge: null).IsValid);

        for (var bit = 0; bit < envelope.Length * 8; bit++)
        {
            envelope[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(IsValid(), $"bit {bit % 8} of byte {bit / 8}, '{(char)envelope[bit / 8]}'");
            envelope[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        bool IsValid()
        {
            try
            {
                return verifier.Judge(SignedStatement.Parse(envelope), PluginOnDisk.Name, trust, maxAge: null).IsValid;
            }
            catch (SignatureFormatException)
            {
                return false;
            }
        }
    }

    public void Dispose() => _plugin.Dispose();
}
