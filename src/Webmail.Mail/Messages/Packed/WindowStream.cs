namespace Webmail.Mail.Messages.Packed;

/// <summary>Passes on the bytes of one window of what is written, and drops those before and behind it.</summary>
/// <param name="destination">Where they go.</param>
/// <param name="offset">Where the window begins.</param>
/// <param name="length">How long it is.</param>
internal sealed class WindowStream(Stream destination, long offset, long length) : Stream
{
    private long _at;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _at;
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var from = (int)Math.Clamp(offset - _at, 0, buffer.Length);
        var to = (int)Math.Clamp(offset + length - _at, from, buffer.Length);
        _at += buffer.Length;
        if (to > from)
            await destination.WriteAsync(buffer[from..to], cancellationToken).ConfigureAwait(false);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => destination.FlushAsync(cancellationToken);

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
