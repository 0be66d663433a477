using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Protocol;

namespace Hatago.McpServer.Sessions;

/// <summary>Hands a session from replica to replica. It belongs to whoever opened it: for another user there is none.</summary>
internal sealed class SessionMigration(SessionRecords records, ILogger<SessionMigration> logger) : ISessionMigrationHandler
{
    public async ValueTask OnSessionInitializedAsync(
        HttpContext context, string sessionId, InitializeRequestParams initializeParams, CancellationToken cancellationToken)
    {
        var initialize = JsonSerializer.SerializeToElement(initializeParams, McpJsonUtilities.DefaultOptions);
        await records.AddAsync(sessionId, new(SessionOwner.Of(context.User), initialize), cancellationToken);
    }

    public async ValueTask<InitializeRequestParams?> AllowSessionMigrationAsync(HttpContext context, string sessionId, CancellationToken cancellationToken)
    {
        var record = await records.FindAsync(sessionId, cancellationToken);
        if (record is null || record.Owner != SessionOwner.Of(context.User))
            return null;

        await records.AddAsync(sessionId, record, cancellationToken); // From here on it is this replica that lets it live on.
        logger.SessionMigrated();
        return record.Initialize.Deserialize<InitializeRequestParams>(McpJsonUtilities.DefaultOptions);
    }
}
