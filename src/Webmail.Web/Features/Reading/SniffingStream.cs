using Webmail.Web.Shared;

namespace Webmail.Web.Features.Reading;

/// <summary>
/// Holds back the first bytes of a part until they tell what it is, asks whether it may pass, then hands everything on. Ends the
/// transfer by <see cref="PartRefusedException"/> when it may not pass or grows over the limit.
/// </summary>
/// <param name="destination">Where the part goes.</param>
/// <param name="accept">Told the first bytes before any is passed on; sets the headers; <see langword="false"/> refuses.</param>
/// <param name="limit">The largest part that passes, in bytes.</param>
internal sealed class SniffingStream(Stream destination, Func<ReadOnlyMemory<byte>, bool> accept, long limit = long.MaxValue) : Stream
{
    private readonly MemoryStream _head = new(PreviewType.HeadLength);
    private bool _passing;
    private long _count;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _count;
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _count += buffer.Length;
        if (_count > limit)
            throw new PartRefusedException();
        if (!_passing)
        {
            var missing = Math.Min(buffer.Length, PreviewType.HeadLength - (int)_head.Length);
            _head.Write(buffer.Span[..missing]);
            buffer = buffer[missing..];
            if (_head.Length < PreviewType.HeadLength)
                return;
            await PassAsync(cancellationToken);
        }

        if (buffer.Length > 0)
            await destination.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Says that the part has ended, however short it was.</summary>
    public async Task CompleteAsync(CancellationToken token)
    {
        if (!_passing)
            await PassAsync(token);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) =>
        _passing ? destination.FlushAsync(cancellationToken) : Task.CompletedTask;

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _head.Dispose();
        base.Dispose(disposing);
    }

    private async Task PassAsync(CancellationToken token)
    {
        var head = _head.GetBuffer().AsMemory(0, (int)_head.Length);
        if (!accept(head))
            throw new PartRefusedException();
        _passing = true;
        await destination.WriteAsync(head, token);
    }
}

/// <summary>The part is not what may be shown.</summary>
internal sealed class PartRefusedException : Exception;
