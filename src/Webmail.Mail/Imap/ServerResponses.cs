using System.Text;
using MailKit;

namespace Webmail.Mail.Imap;

/// <summary>A NO, BAD or BYE as the server wrote it (RFC 9051 section 7.1).</summary>
/// <param name="Condition">NO, BAD or BYE.</param>
/// <param name="Code">The response code in upper case (RFC 5530), or empty.</param>
/// <param name="Arguments">What follows the code inside the brackets.</param>
/// <param name="Text">The words for humans.</param>
internal sealed record ServerRefusal(string Condition, string Code, string Arguments, string Text);

/// <summary>
/// Reads response codes off the wire, because MailKit keeps them to itself. It looks at the first bytes of each line only and
/// skips literals, so message content is neither read nor mistaken for a response.
/// </summary>
internal sealed class ServerResponses : IProtocolLogger
{
    private const int MaxHead = 512;
    private const int MaxTail = 24;

    private readonly byte[] _head = new byte[MaxHead];
    private readonly byte[] _tail = new byte[MaxTail];
    private readonly CommandClock _clock = new();
    private int _headLength;
    private int _tailLength;
    private long _literal;
    private bool _insideResponse;

    /// <summary>The last refusal since <see cref="Clear"/>.</summary>
    public ServerRefusal? LastRefusal { get; private set; }

    /// <summary>Called, on the reading thread, for each LIST response.</summary>
    public Action? ListReported { get; set; }

    /// <inheritdoc/>
    public IAuthenticationSecretDetector? AuthenticationSecretDetector { get; set; }

    /// <summary>Forgets the last refusal: a new piece of work begins.</summary>
    public void Clear() => LastRefusal = null;

    /// <inheritdoc/>
    public void LogConnect(Uri uri)
    {
        // Connections are logged by the pool.
    }

    /// <inheritdoc/>
    public void LogClient(byte[] buffer, int offset, int count) => _clock.Sent(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public void LogServer(byte[] buffer, int offset, int count)
    {
        var bytes = buffer.AsSpan(offset, count);
        while (!bytes.IsEmpty)
        {
            if (_literal > 0)
            {
                var skipped = (int)Math.Min(_literal, bytes.Length);
                _literal -= skipped;
                bytes = bytes[skipped..];
                continue;
            }

            var end = bytes.IndexOf((byte)'\n');
            var part = end < 0 ? bytes : bytes[..(end + 1)];
            bytes = bytes[part.Length..];
            Keep(part);
            if (end >= 0)
                EndLine();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is held.
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        if (!_insideResponse)
        {
            var room = Math.Min(MaxHead - _headLength, part.Length);
            part[..room].CopyTo(_head.AsSpan(_headLength));
            _headLength += room;
        }

        if (part.Length >= MaxTail)
        {
            part[^MaxTail..].CopyTo(_tail);
            _tailLength = MaxTail;
            return;
        }

        var kept = Math.Min(_tailLength, MaxTail - part.Length);
        _tail.AsSpan(_tailLength - kept, kept).CopyTo(_tail);
        part.CopyTo(_tail.AsSpan(kept));
        _tailLength = kept + part.Length;
    }

    private void EndLine()
    {
        var head = _head.AsSpan(0, _headLength);
        if (!_insideResponse)
            _clock.Received(head);
        if (!_insideResponse && MayRefuse(head))
            LastRefusal = Parse(Encoding.UTF8.GetString(head)) ?? LastRefusal;
        else if (!_insideResponse && head.StartsWith("* LIST "u8))
            ListReported?.Invoke();
        _literal = LiteralLength(_tail.AsSpan(0, _tailLength));
        _insideResponse = _literal > 0;
        _headLength = 0;
        _tailLength = 0;
    }

    private static bool MayRefuse(ReadOnlySpan<byte> line) =>
        line.Length > 4 && line[0] != '+'
        && (line[0] != '*' || line.StartsWith("* BYE"u8) || line.StartsWith("* NO"u8) || line.StartsWith("* BAD"u8));

    /// <summary>The refusal in a response line; <see langword="null"/> when it is none.</summary>
    public static ServerRefusal? Parse(string line)
    {
        var words = line.TrimEnd('\r', '\n').Split(' ', 3);
        var condition = words.Length < 2 ? "" : words[1].ToUpperInvariant();
        if (condition is not ("NO" or "BAD" or "BYE"))
            return null;
        var text = words.Length > 2 ? words[2].Trim() : "";
        var close = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) : -1;
        if (close < 0)
            return new ServerRefusal(condition, "", "", text);
        var code = text[1..close].Split(' ', 2);
        return new ServerRefusal(
            condition, code[0].ToUpperInvariant(), code.Length > 1 ? code[1] : "", text[(close + 1)..].Trim());
    }

    private static long LiteralLength(ReadOnlySpan<byte> line)
    {
        line = line.TrimEnd("\r\n"u8);
        if (line.IsEmpty || line[^1] != '}')
            return 0;
        var open = line.LastIndexOf((byte)'{');
        var digits = open < 0 ? default : line[(open + 1)..^1];
        if (!digits.IsEmpty && digits[^1] == '+')
            digits = digits[..^1];
        return long.TryParse(digits, out var length) && length >= 0 ? length : 0;
    }
}
