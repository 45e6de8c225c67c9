using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Webmail.Mail.Imap;

namespace Webmail.Mail.Snapshots;

/// <summary>
/// One APPEND (RFC 9051 section 6.3.12), byte for byte: MailKit takes messages only, which it parses and writes anew. Several
/// messages where the server has MULTIAPPEND (RFC 3502); literals are not waited for where it has LITERAL+ or LITERAL- (RFC 7888).
/// Runs while MailKit is at rest. One that was begun must come to its end, or the connection is worth nothing.
/// </summary>
internal sealed class AppendCommand(ServerStream stream, bool literalPlus, bool literalMinus)
{
    private const int BufferBytes = 32 * 1024;
    private const int LiteralMinusBytes = 4096;

    private static readonly byte[] Tag = "W2 "u8.ToArray();

    private readonly ArrayBufferWriter<byte> _buffer = new(BufferBytes);
    private readonly long _began = Stopwatch.GetTimestamp();

    /// <summary>Whether the server waits for more of it.</summary>
    public bool IsUnderWay { get; private set; }

    /// <summary>Begins: names the mailbox.</summary>
    public void Begin(MailboxName mailbox)
    {
        IsUnderWay = true;
        var name = ModifiedUtf7.Encode(mailbox.FullName).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        Write($"W2 APPEND \"{name}\"");
    }

    /// <summary>
    /// Announces the next message; exactly <paramref name="size"/> bytes must follow. <paramref name="ask"/> waits for the server's
    /// consent in any case: for messages that would be sent in vain.
    /// </summary>
    /// <exception cref="MailException">The server wants none of it; the command is over.</exception>
    public async Task AnnounceAsync(string flags, DateTimeOffset date, long size, bool ask, CancellationToken token)
    {
        var goesOn = !ask && (literalPlus || (literalMinus && size <= LiteralMinusBytes));
        Write($" ({flags}) \"{DateOf(date)}\" {{{size.ToString(CultureInfo.InvariantCulture)}{(goesOn ? "+" : "")}}}\r\n");
        if (goesOn)
            return;
        await FlushAsync(token).ConfigureAwait(false);
        await ReadAsync(continuation: true, token).ConfigureAwait(false);
    }

    /// <summary>Sends bytes of the message that was announced.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken token)
    {
        if (_buffer.WrittenCount + bytes.Length > BufferBytes)
            await FlushAsync(token).ConfigureAwait(false);
        if (bytes.Length >= BufferBytes)
            await stream.WriteAsync(bytes, token).ConfigureAwait(false);
        else
            _buffer.Write(bytes.Span);
    }

    /// <summary>Ends the command and waits until the server has taken all its messages, or none.</summary>
    /// <exception cref="MailException">The server took none.</exception>
    public async Task EndAsync(CancellationToken token)
    {
        Write("\r\n");
        await FlushAsync(token).ConfigureAwait(false);
        await ReadAsync(continuation: false, token).ConfigureAwait(false);
    }

    private static string DateOf(DateTimeOffset date) => string.Create(
        CultureInfo.InvariantCulture, $"{date.Day,2}-{date:MMM-yyyy HH:mm:ss} {(date.Offset < TimeSpan.Zero ? '-' : '+')}{date.Offset:hhmm}");

    private void Write(string text) => Encoding.ASCII.GetBytes(text, _buffer);

    private async Task FlushAsync(CancellationToken token)
    {
        if (_buffer.WrittenCount == 0)
            return;
        await stream.WriteAsync(_buffer.WrittenMemory, token).ConfigureAwait(false);
        await stream.FlushAsync(token).ConfigureAwait(false);
        _buffer.ResetWrittenCount();
    }

    private async Task ReadAsync(bool continuation, CancellationToken token)
    {
        while (true)
        {
            var length = await RawCommand.ReadResponseAsync(stream, token).ConfigureAwait(false);
            var response = stream.Buffered[..length];
            if (response.Span.StartsWith(Tag))
            {
                var refusal = ServerResponses.Parse(Encoding.UTF8.GetString(response.Span));
                stream.Consume(length);
                IsUnderWay = false;
                MailTelemetry.RecordCommand("APPEND", _began, refusal?.Condition);
                if (refusal is not null)
                    throw FailureOf(refusal);
                return;
            }

            var goOn = response.Span[0] == (byte)'+';
            if (!goOn)
                stream.Replay(response.ToArray());
            stream.Consume(length);
            if (goOn && continuation)
                return;
        }
    }

    // RFC 9208 and RFC 7889 have codes for these; older servers only say so in words.
    private static MailException FailureOf(ServerRefusal refusal)
    {
        var failure = ImapFailures.FromCommand(refusal, null);
        if (failure.Failure != MailFailure.ServerRefused)
            return failure;
        return refusal.Text.Contains("quota", StringComparison.OrdinalIgnoreCase) ? new MailException(MailFailure.QuotaExceeded, refusal.Text)
            : refusal.Text.Contains("too large", StringComparison.OrdinalIgnoreCase)
                || refusal.Text.Contains("too big", StringComparison.OrdinalIgnoreCase) ? new MailException(MailFailure.TooLarge, refusal.Text)
            : failure;
    }
}
