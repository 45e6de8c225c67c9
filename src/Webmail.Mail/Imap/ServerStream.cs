using System.Buffers;

namespace Webmail.Mail.Imap;

/// <summary>
/// The bytes between MailKit and the server, TLS already undone. MailKit reads and writes it like any connection; while MailKit is
/// at rest, a command it has no words for can be run over the same connection (<see cref="RawCommand"/>). Reads from the server
/// are large, whatever size MailKit asks for.
/// </summary>
internal sealed class ServerStream(Stream transport) : Stream
{
    private const int BlockSize = 32 * 1024;

    private readonly Queue<ReadOnlyMemory<byte>> _replay = new();
    private CancellationTokenSource _patience = new();
    private byte[]? _block;
    private int _start;
    private int _end;

    /// <summary>What came with earlier reads and is not read yet.</summary>
    public ReadOnlyMemory<byte> Buffered => _block is null ? default : _block.AsMemory(_start, _end - _start);

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanTimeout => true;

    /// <summary>Milliseconds to wait for the server; infinite while MailKit idles.</summary>
    public override int ReadTimeout { get; set; } = Timeout.Infinite;

    /// <summary>Milliseconds to wait until the server takes what is sent.</summary>
    public override int WriteTimeout { get; set; } = Timeout.Infinite;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Hands bytes to MailKit as if the server had sent them just now, before anything still to come.</summary>
    public void Replay(ReadOnlyMemory<byte> bytes) => _replay.Enqueue(bytes);

    /// <summary>Waits for more bytes than are <see cref="Buffered"/>; what is buffered stays in front.</summary>
    /// <exception cref="IOException">The server closed the connection.</exception>
    public async ValueTask ReadMoreAsync(CancellationToken token)
    {
        MakeRoom();
        var read = await ReadTransportAsync(_block.AsMemory(_end), token).ConfigureAwait(false);
        if (read == 0)
            throw new IOException("The server closed the connection.");
        _end += read;
    }

    /// <summary>Takes bytes away from the front of <see cref="Buffered"/>.</summary>
    public void Consume(int count)
    {
        _start += count;
        if (_start == _end)
            ReturnBlock();
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_replay.TryDequeue(out var replayed))
            return CopyReplayed(replayed, buffer);
        if (Buffered.IsEmpty)
        {
            // An idling connection waits for long and for little: it holds no block meanwhile.
            if (ReadTimeout == Timeout.Infinite)
                return await ReadTransportAsync(buffer, cancellationToken).ConfigureAwait(false);
            MakeRoom();
            _end = await ReadTransportAsync(_block, cancellationToken).ConfigureAwait(false);
        }

        var count = Math.Min(buffer.Length, Buffered.Length);
        Buffered[..count].CopyTo(buffer);
        Consume(count);
        return count;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (WriteTimeout == Timeout.Infinite)
        {
            await transport.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
            return;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(WriteTimeout);
        try
        {
            await transport.WriteAsync(buffer, patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("The server takes nothing.", e);
        }
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => transport.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public override void Flush() => transport.Flush();

    /// <summary>Not offered: everything that waits for the server is asynchronous.</summary>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Writes and waits: MailKit ends an IDLE with a DONE that it writes so, and keeps a failure of it to itself.</summary>
    public override void Write(byte[] buffer, int offset, int count)
    {
        transport.WriteTimeout = WriteTimeout;
        transport.Write(buffer, offset, count);
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // The block is not returned: a read that was cut off may still write into it.
            transport.Dispose();
            _patience.Dispose();
        }

        base.Dispose(disposing);
    }

    private int CopyReplayed(ReadOnlyMemory<byte> replayed, Memory<byte> buffer)
    {
        var count = Math.Min(buffer.Length, replayed.Length);
        replayed[..count].CopyTo(buffer);
        if (count == replayed.Length)
            return count;
        var rest = replayed[count..];
        var later = _replay.ToArray();
        _replay.Clear();
        _replay.Enqueue(rest);
        foreach (var bytes in later)
            _replay.Enqueue(bytes);
        return count;
    }

    private async ValueTask<int> ReadTransportAsync(Memory<byte> buffer, CancellationToken token)
    {
        if (ReadTimeout == Timeout.Infinite)
            return await transport.ReadAsync(buffer, token).ConfigureAwait(false);
        if (!_patience.TryReset())
        {
            _patience.Dispose();
            _patience = new CancellationTokenSource();
        }

        var patience = _patience;
        patience.CancelAfter(ReadTimeout);
        await using var leaving = token.UnsafeRegister(static p => ((CancellationTokenSource)p!).Cancel(), patience).ConfigureAwait(false);
        try
        {
            return await transport.ReadAsync(buffer, patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!token.IsCancellationRequested)
        {
            throw new TimeoutException("The server did not answer in time.", e);
        }
        finally
        {
            patience.CancelAfter(Timeout.Infinite);
        }
    }

    private void MakeRoom()
    {
        _block ??= ArrayPool<byte>.Shared.Rent(BlockSize);
        if (_end < _block.Length)
            return;
        var kept = Buffered;
        var target = _start > 0 ? _block : ArrayPool<byte>.Shared.Rent(_block.Length * 2);
        kept.CopyTo(target);
        if (target != _block)
            ArrayPool<byte>.Shared.Return(_block);
        (_block, _start, _end) = (target, 0, kept.Length);
    }

    private void ReturnBlock()
    {
        if (_block is not null)
            ArrayPool<byte>.Shared.Return(_block);
        (_block, _start, _end) = (null, 0, 0);
    }
}
