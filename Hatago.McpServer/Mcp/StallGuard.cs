using Hatago.McpServer.Slo;

namespace Hatago.McpServer.Mcp;

/// <summary>
/// Hangs up on a client that does not read what it asked for: its call would hold a slot. Kestrel's own minimum is an
/// average over the answer: who took a megabyte into the buffers on the way may then stand still for more than an hour.
/// </summary>
internal sealed class StallGuard(Stream body, HttpContext context, TimeProvider time, ILogger logger) : Stream
{
    private const int BytesPerSecond = 16 * 1024;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>From here on, each write of the answer has to be taken within 5 s, and a second more for each 16 KiB of it.</summary>
    public static void Watch(HttpContext context, TimeProvider time, ILogger logger) =>
        context.Response.Body = new StallGuard(context.Response.Body, context, time, logger);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var write = body.WriteAsync(buffer, cancellationToken);
        return write.IsCompletedSuccessfully ? write : new(LimitAsync(write.AsTask(), Grace + TimeSpan.FromSeconds((double)buffer.Length / BytesPerSecond)));
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        var flush = body.FlushAsync(cancellationToken);
        return flush.IsCompletedSuccessfully ? flush : LimitAsync(flush, Grace);
    }

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Answers are written asynchronously.");

    public override void Flush() => throw new NotSupportedException("Answers are written asynchronously.");

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private async Task LimitAsync(Task write, TimeSpan limit)
    {
        try
        {
            await write.WaitAsync(limit, time);
        }
        catch (TimeoutException stalled)
        {
            logger.ClientStalled(limit.TotalMilliseconds);
            context.Features.Get<RequestOutcome>()?.Fail(ErrorReason.ClientError);
            context.Abort();
            await Task.Delay(Timeout.InfiniteTimeSpan, time, context.RequestAborted)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding); // The call is cancelled first: a plugin that goes on writing would keep that waiting.
            throw new IOException("The client does not read its answer.", stalled);
        }
    }
}
