using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Webmail.Mail.Imap;

/// <summary>
/// Runs a command over a connection while MailKit is at rest and hands every untagged response to a reader. What the reader does
/// not want (EXISTS, EXPUNGE, flags of other messages) is replayed to MailKit, so nothing the server says is lost.
/// </summary>
internal static class RawCommand
{
    // A response larger than this is not a row of a list: a header of a megabyte is already out of the ordinary.
    private const int MaxResponse = 16 * 1024 * 1024;

    private static readonly byte[] Tag = "W1 "u8.ToArray();

    /// <summary>Looks at a whole untagged response, literals included; <see langword="false"/> when it is not for the reader.</summary>
    public delegate bool Reader(ReadOnlySpan<byte> response);

    /// <summary>Sends the command and reads until its end.</summary>
    /// <exception cref="MailException">The server answered NO or BAD, or the connection was lost.</exception>
    public static async Task RunAsync(ServerStream stream, string command, Reader reader, CancellationToken token)
    {
        try
        {
            await SendAsync(stream, command, reader, token).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw ImapFailures.From(e, null);
        }
    }

    private static async Task SendAsync(ServerStream stream, string command, Reader reader, CancellationToken token)
    {
        var began = Stopwatch.GetTimestamp();
        var bytes = Encoding.ASCII.GetBytes($"W1 {command}\r\n");
        await stream.WriteAsync(bytes, token).ConfigureAwait(false);
        await stream.FlushAsync(token).ConfigureAwait(false);
        // What MailKit has still to read came before: it keeps its place in front.
        while (true)
        {
            var length = await ReadResponseAsync(stream, token).ConfigureAwait(false);
            var response = stream.Buffered[..length];
            if (response.Span.StartsWith(Tag))
            {
                var refusal = ServerResponses.Parse(Encoding.UTF8.GetString(response.Span));
                stream.Consume(length);
                MailTelemetry.RecordCommand(CommandClock.VerbOf(bytes.AsSpan(Tag.Length)), began, refusal?.Condition);
                if (refusal is not null)
                    throw ImapFailures.FromCommand(refusal, null);
                return;
            }

            if (!reader(response.Span))
                stream.Replay(response.ToArray());
            stream.Consume(length);
        }
    }

    /// <summary>The length of the first whole response in the buffer: up to the line end that no literal follows. Waits for it.</summary>
    public static async ValueTask<int> ReadResponseAsync(ServerStream stream, CancellationToken token)
    {
        var lineStart = 0;
        var searched = 0;
        while (true)
        {
            var buffered = stream.Buffered;
            var newline = buffered.Span[searched..].IndexOf((byte)'\n');
            if (newline < 0)
            {
                searched = buffered.Length;
                if (searched > MaxResponse)
                    throw new MailException(MailFailure.TooLarge, null);
                await stream.ReadMoreAsync(token).ConfigureAwait(false);
                continue;
            }

            var end = searched + newline + 1;
            var literal = LiteralLength(buffered.Span[lineStart..end]);
            if (literal < 0)
                return end;
            if (literal > MaxResponse)
                throw new MailException(MailFailure.TooLarge, null);
            lineStart = searched = end + literal;
            while (stream.Buffered.Length < searched)
                await stream.ReadMoreAsync(token).ConfigureAwait(false);
        }
    }

    private static int LiteralLength(ReadOnlySpan<byte> line)
    {
        line = line.TrimEnd("\r\n"u8);
        if (line.IsEmpty || line[^1] != '}')
            return -1;
        var open = line.LastIndexOf((byte)'{');
        return open >= 0 && int.TryParse(line[(open + 1)..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : -1;
    }
}
