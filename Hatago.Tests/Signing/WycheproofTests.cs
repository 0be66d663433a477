using System.Numerics;
using System.Text.Json.Nodes;
using Hatago.PluginSdk.Signing;

namespace Hatago.Tests.Signing;

/// <summary>Every vector of Project Wycheproof for the three algorithms. Where we are stricter, a rule says for which vectors, never a list.</summary>
public sealed class WycheproofTests
{
    [Fact]
    public void Every_vector_of_Ed25519_has_the_result_it_should_have()
    {
        var wrong = Wrong("ed25519.json", SignatureAlgorithms.Ed25519, count: 151, _ => false);

        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_vector_of_RSA_PSS_has_the_result_it_should_have()
    {
        var wrong = Wrong("rsa-pss.json", SignatureAlgorithms.RsaPss, count: 108, _ => false);

        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_vector_of_ECDSA_has_the_result_it_should_have_but_those_with_a_high_s()
    {
        var wrong = Wrong("ecdsa-p256.json", SignatureAlgorithms.EcdsaP256, count: 262, HasHighS);

        Assert.Empty(wrong);
    }

    [Fact]
    public void A_signature_of_ECDSA_with_a_high_s_verifies_with_the_low_one()
    {
        var low = Groups("ecdsa-p256.json")
            .SelectMany(group => group["tests"]!.AsArray().Select(test => (Key: VerificationKey.Import(group.Hex("publicKey")), Test: test!)))
            .Where(vector => IsValid(vector.Test) && HasHighS(vector.Test.Hex("sig")))
            .Select(vector => vector.Key.Verify(vector.Test.Hex("msg"), EcdsaVerificationKey.WithLowS(vector.Test.Hex("sig"))))
            .ToList();

        Assert.NotEmpty(low);
        Assert.All(low, Assert.True);
    }

    private static List<string> Wrong(string file, string algorithm, int count, Func<byte[], bool> isRefusedByRule)
    {
        var (wrong, seen) = (new List<string>(), 0);
        foreach (var group in Groups(file))
        {
            var key = VerificationKey.Import(group.Hex("publicKey"));
            Assert.Equal(algorithm, key.Algorithm);
            foreach (var test in group["tests"]!.AsArray().Select(test => test!))
            {
                seen++;
                var signature = test.Hex("sig");
                var expected = IsValid(test) && !isRefusedByRule(signature);
                if (key.Verify(test.Hex("msg"), signature) != expected)
                    wrong.Add($"{test["tcId"]} ({test["comment"]}): not {expected}");
            }
        }

        Assert.Equal(count, seen);
        return wrong;
    }

    private static IEnumerable<JsonNode> Groups(string file) => Vectors.Read(file)["groups"]!.AsArray().Select(group => group!);

    private static bool IsValid(JsonNode test) => test["result"]!.GetValue<string>() == "valid";

    /// <summary>Computed here by itself: s above half of P-256's order (SEC 2, section 2.4.2).</summary>
    private static bool HasHighS(byte[] signature)
    {
        var order = BigInteger.Parse("0ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", System.Globalization.NumberStyles.HexNumber, null);
        return signature.Length == 64 && new BigInteger(signature.AsSpan(32), isUnsigned: true, isBigEndian: true) * 2 > order;
    }
}
