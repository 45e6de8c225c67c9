using Microsoft.Win32.SafeHandles;

namespace Webmail.Mail.Attaching;

/// <summary>Reads a sealed file, from anywhere; holds one record in memory.</summary>
internal sealed class SpoolReader(SealedFile sealing, SafeFileHandle file, long length) : Stream
{
    private readonly byte[] _record = new byte[SealedFile.Slice];
    private int _count;
    private long _index = -1;
    private long _position;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set => _position = value;
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_position >= length || buffer.IsEmpty)
            return 0;
        var index = _position / SealedFile.Slice;
        if (index != _index)
        {
            _index = -1;
            _count = sealing.Read(file, index, _record);
            if (_count < 0)
                throw new IOException("A file in the spool is not as it was written.");
            _index = index;
        }

        var from = _record.AsSpan(0, _count)[Math.Min(_count, (int)(_position % SealedFile.Slice))..];
        if (from.IsEmpty)
            throw new IOException("A file in the spool is shorter than it was.");
        var count = Math.Min(from.Length, buffer.Length);
        from[..count].CopyTo(buffer);
        _position += count;
        return count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    // A record is read at once: there is nothing to wait for that would be worth a thread.
    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Task.FromResult(Read(buffer.AsSpan(offset, count)));

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => _position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => length + offset,
    };

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        file.Dispose();
        base.Dispose(disposing);
    }
}
