using Hatago.PluginSdk.Signing;

namespace Hatago.Tests.Signing;

public sealed class VerifiedTimeTests : IDisposable
{
    private readonly PluginOnDisk _plugin = new();

    [Fact]
    public async Task A_signature_counts_until_it_expires()
    {
        await _plugin.SignAsync(statement => statement with { ExpiresAt = PluginOnDisk.SignedAt.AddDays(30) });

        _plugin.Time.Advance(TimeSpan.FromDays(30) - TimeSpan.FromSeconds(1));
        await AssertFoundAsync(SignatureStatus.Valid, "signed by");
        _plugin.Time.Advance(TimeSpan.FromSeconds(1));
        await AssertFoundAsync(SignatureStatus.Expired, "the signature expired at 2026-09-14T10:30:00Z");
    }

    [Fact]
    public async Task A_signature_without_an_end_does_not_expire()
    {
        await _plugin.SignAsync();

        _plugin.Time.Advance(TimeSpan.FromDays(100_000));

        await AssertFoundAsync(SignatureStatus.Valid, "signed by");
    }

    [Fact]
    public async Task A_signature_is_not_older_than_is_allowed()
    {
        var age = TimeSpan.FromHours(36);
        await _plugin.SignAsync();

        _plugin.Time.Advance(age - TimeSpan.FromSeconds(1));
        await AssertFoundAsync(SignatureStatus.Valid, "signed by", age);
        _plugin.Time.Advance(TimeSpan.FromSeconds(1));
        await AssertFoundAsync(SignatureStatus.Expired, "longer ago than the 36 hours that are allowed", age);
        await AssertFoundAsync(SignatureStatus.Valid, "signed by");
    }

    [Fact]
    public async Task An_age_beyond_all_time_is_no_limit()
    {
        await _plugin.SignAsync();

        await AssertFoundAsync(SignatureStatus.Valid, "signed by", TimeSpan.MaxValue);
    }

    [Theory]
    [InlineData(0, SignatureStatus.Valid, "signed by")]
    [InlineData(60, SignatureStatus.Valid, "signed by")]
    [InlineData(61, SignatureStatus.Expired, "it was signed at 2026-08-15T10:31:01Z, which is in the future")]
    [InlineData(86400, SignatureStatus.Expired, "which is in the future")]
    public async Task A_clock_before_the_signing_is_within_the_skew_or_wrong(int seconds, string status, string message)
    {
        await _plugin.SignAsync(statement => statement with { SignedAt = PluginOnDisk.SignedAt.AddSeconds(seconds) });

        await AssertFoundAsync(status, message);
    }

    [Fact]
    public async Task A_signature_of_the_end_of_time_is_refused_without_an_exception()
    {
        await _plugin.SignAsync(statement => statement with { SignedAt = DateTimeOffset.MaxValue });

        await AssertFoundAsync(SignatureStatus.Expired, "which is in the future", TimeSpan.FromDays(365));
    }

    public void Dispose() => _plugin.Dispose();

    private async Task AssertFoundAsync(string status, string message, TimeSpan? maxAge = null)
    {
        var found = await _plugin.VerifyAsync(maxAge);

        Assert.Contains(message, found.Message);
        Assert.Equal(status, found.Status);
    }
}
