using Microsoft.AspNetCore.Authentication;

namespace Hatago.McpServer.Auth;

/// <summary>Ends a stream that a client listens on when the token that opened it is over: who is to hear more shows a new one.</summary>
internal sealed class TokenLifetime(RequestDelegate next, TimeProvider time)
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(24);

    public Task InvokeAsync(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) && context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc is { } expiry
            ? ListenAsync(context, expiry + AuthSetup.ClockSkew - time.GetUtcNow())
            : next(context);

    private async Task ListenAsync(HttpContext context, TimeSpan left)
    {
        var hangUp = context.RequestAborted;
        using var over = new CancellationTokenSource(left < LongestTimer ? left : LongestTimer, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(hangUp, over.Token);
        context.RequestAborted = end.Token;
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested && !hangUp.IsCancellationRequested)
        {
            // The stream ends as it would at any other time.
        }
        finally
        {
            context.RequestAborted = hangUp;
        }
    }
}
