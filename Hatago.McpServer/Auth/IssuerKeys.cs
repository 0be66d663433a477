using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Hatago.McpServer.Auth;

/// <summary>
/// The issuer's keys. Asked for anew every five minutes, and when a token names one that is not known; kept while the issuer is away,
/// for an hour: by then no token should be valid that it has issued. The library's own manager has no such end, and would take a key
/// that was withdrawn for its "last known good" one (docs/decisions/0016-resource-server.md).
/// </summary>
internal sealed class IssuerKeys(IssuerMetadata issuer, TimeProvider time, ILogger<IssuerKeys> logger) : IConfigurationManager<OpenIdConnectConfiguration>
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan UsableFor = TimeSpan.FromHours(1);

    /// <summary>Between two questions: who makes up key ids must not make us flood the issuer, nor wait for one that does not answer.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private OpenIdConnectConfiguration? _found;
    private long _foundAt;
    private Task? _asking;
    private long _askedAt;
    private bool _isAway;

    /// <param name="keyId">The key that is looked for.</param>
    /// <returns>The keys, with that one where the issuer has it; <see langword="null"/> when there are none that may still be used: nobody can be let in.</returns>
    public async Task<OpenIdConnectConfiguration?> FindAsync(string? keyId)
    {
        var found = Usable(UsableFor);
        if (found is null || found.SigningKeys.All(key => key.KeyId != keyId))
            await Ask();
        else if (Usable(FreshFor) is null)
            _ = Ask(); // Nobody waits for a refresh while there is something to go on with.
        return Usable(UsableFor);
    }

    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel) =>
        Usable(UsableFor) ?? throw new IssuerException("the issuer's keys are not known");

    public void RequestRefresh()
    {
        // Asked before the library looks: see FindAsync.
    }

    private OpenIdConnectConfiguration? Usable(TimeSpan limit)
    {
        lock (_lock)
            return _found is not null && time.GetElapsedTime(_foundAt) < limit ? _found : null;
    }

    /// <summary>Asks, unless that is being done or has just been done. The task never fails.</summary>
    private Task Ask()
    {
        lock (_lock)
        {
            if (_asking is null || (_asking.IsCompleted && time.GetElapsedTime(_askedAt) >= Pause))
            {
                _askedAt = time.GetTimestamp();
                _asking = Task.Run(AskAsync);
            }

            return _asking;
        }
    }

    private async Task AskAsync()
    {
        try
        {
            using var patience = new CancellationTokenSource(Patience, time);
            var found = await issuer.GetAsync(patience.Token);
            lock (_lock)
                (_found, _foundAt) = (found, time.GetTimestamp());
            if (_isAway)
                logger.IssuerCameBack();
            _isAway = false;
        }
        catch (Exception failure)
        {
            if (!_isAway)
                logger.IssuerWentAway(failure is OperationCanceledException ? $"no answer within {Patience.TotalSeconds} s" : failure.Message);
            _isAway = true; // Said once, not at each call.
        }
    }
}
