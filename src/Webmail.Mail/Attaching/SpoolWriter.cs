using Microsoft.Win32.SafeHandles;

namespace Webmail.Mail.Attaching;

/// <summary>Writes a sealed file from its beginning; holds one record in memory. How long it is, is known at the end.</summary>
internal sealed class SpoolWriter(SealedFile sealing, SafeFileHandle file) : Stream
{
    private readonly byte[] _record = new byte[SealedFile.Slice];
    private int _filled;
    private long _index;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => (_index * SealedFile.Slice) + _filled;

    /// <inheritdoc/>
    public override long Position { get => Length; set => throw new NotSupportedException(); }

    /// <summary>Everything was written.</summary>
    public void Complete()
    {
        sealing.WriteLength(file, Length);
        if (_filled > 0)
            sealing.Write(file, _index, _record.AsSpan(0, _filled));
        RandomAccess.FlushToDisk(file);
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var count = Math.Min(_record.Length - _filled, buffer.Length);
            buffer[..count].CopyTo(_record.AsSpan(_filled));
            buffer = buffer[count..];
            _filled += count;
            if (_filled < _record.Length)
                continue;
            sealing.Write(file, _index++, _record);
            _filled = 0;
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
