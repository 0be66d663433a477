using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Hatago.McpServer.Mcp;
using Hatago.PluginSdk.Signing;
using ModelContextProtocol;

namespace Hatago.McpServer.Signing;

/// <summary>The state of plugin signatures, and signatures of test data to see each algorithm work.</summary>
internal sealed class SecurityTools(SecurityReport report, TestKeys keys, VerificationHistory history) : IOperationalTools
{
    private const int MaxTestData = 64 * 1024;

    public IEnumerable<OperationalTool> Tools =>
    [
        OperationalTool.Create("security.status", Status, SecurityJson.Default, isReadOnly: true),
        OperationalTool.Create("security.verify", Verify, SecurityJson.Default, isReadOnly: true),
        .. keys.AreAllowed
            ? [
                OperationalTool.Create("security.generate_key", GenerateKey, SecurityJson.Default, isReadOnly: false),
                OperationalTool.Create("security.sign_test", SignTest, SecurityJson.Default, isReadOnly: false),
            ]
            : Array.Empty<OperationalTool>(),
    ];

    [Description("Policy for plugin signatures, counts, the last verifications, and each plugin with the status of its signature.")]
    private SecurityAnswers.Status Status()
    {
        var status = report.Status();
        return new(
            new(status.Enabled, status.RequireSigned, status.AllowTestKeys, status.MaxSignatureAgeHours, status.BlockUnsigned, status.TrustStore),
            status.Metrics, status.RecentVerifications, status.Plugins);
    }

    [Description("Makes a test key: trusted for test data in this process only. Its private half is never shown.")]
    private SecurityAnswers.GeneratedKey GenerateKey(
        [Description("What the key is for."), AllowedValues(SignatureAlgorithms.Ed25519, SignatureAlgorithms.RsaPss, SignatureAlgorithms.EcdsaP256)] string algorithm = SignatureAlgorithms.Ed25519)
    {
        var key = keys.Generate(algorithm);
        return new(key.KeyId, key.Algorithm, key.ToPem());
    }

    [Description("Signs test data with a test key.")]
    private SecurityAnswers.Signed SignTest(
        [Description("What to sign."), MaxLength(MaxTestData)] string testData,
        [Description("With which kind of key."), AllowedValues(SignatureAlgorithms.Ed25519, SignatureAlgorithms.RsaPss, SignatureAlgorithms.EcdsaP256)] string algorithm = SignatureAlgorithms.Ed25519) =>
        new(keys.Sign(testData, algorithm));

    [Description("Verifies a signature of test data, or tells the last verifications.")]
    private SecurityAnswers.Verified Verify(
        [Description("What was signed."), MaxLength(MaxTestData)] string? testData = null,
        [Description("The signature that security.sign_test gave.")] TestSignature? signature = null,
        [Description("What to do."), AllowedValues("verify", "history")] string action = "verify")
    {
        if (action == "history")
            return new(null, history.Recent());
        return testData is null || signature is null
            ? throw new McpException("'testData' and 'signature' are required, or 'action' has to be 'history'.")
            : new(keys.Verify(testData, signature), null);
    }
}
