using System.Globalization;
using System.Text;
using MailKit;

namespace Webmail.Mail.Sending;

/// <summary>
/// Listens to an SMTP connection, above its encryption: whether the final dot was written, and what the server answered last. MailKit
/// reports bytes after they were written, and a dot is the end of what is written at once: one that could not be written whole was
/// not seen by the server.
/// </summary>
/// <param name="whole">Called when the final dot was written, before the answer to it is read.</param>
internal sealed class SmtpDialogue(Action whole) : IProtocolLogger
{
    private const int LongestReply = 8 * 1024;
    private static readonly byte[] End = "\r\n.\r\n"u8.ToArray();

    private readonly List<byte> _line = [];
    private readonly StringBuilder _reply = new();
    private int _matched;

    /// <summary>The final dot was written: from now on the server may have taken the message.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>The last complete reply; after the final dot only one that came after it.</summary>
    public SmtpReply? LastReply { get; private set; }

    /// <inheritdoc/>
    public IAuthenticationSecretDetector? AuthenticationSecretDetector { get; set; }

    /// <inheritdoc/>
    public void LogConnect(Uri uri)
    {
    }

    /// <inheritdoc/>
    public void LogClient(byte[] buffer, int offset, int count)
    {
        if (IsWhole)
            return;
        foreach (var letter in buffer.AsSpan(offset, count))
        {
            // A line that begins with a dot is the end, or has a second one (RFC 5321 section 4.5.2).
            _matched = letter == End[_matched] ? _matched + 1 : letter == End[0] ? 1 : 0;
            if (_matched < End.Length)
                continue;
            IsWhole = true;
            LastReply = null;
            whole();
            return;
        }
    }

    /// <inheritdoc/>
    public void LogServer(byte[] buffer, int offset, int count)
    {
        foreach (var letter in buffer.AsSpan(offset, count))
        {
            if (letter != '\n')
            {
                if (_line.Count < LongestReply)
                    _line.Add(letter);
                continue;
            }

            Take(Encoding.UTF8.GetString([.. _line]).TrimEnd('\r'));
            _line.Clear();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    // "250-one", "250 the last" (RFC 5321 section 4.2.1).
    private void Take(string line)
    {
        if (line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var code))
            return;
        if (_reply.Length < LongestReply)
            _reply.Append(_reply.Length > 0 ? " " : "").Append(line.AsSpan(Math.Min(4, line.Length)));
        if (line.Length > 3 && line[3] == '-')
            return;
        LastReply = new SmtpReply(code, _reply.ToString());
        _reply.Clear();
    }
}

/// <summary>A reply of an SMTP server.</summary>
/// <param name="Code">Its three digits.</param>
/// <param name="Text">In its words.</param>
internal sealed record SmtpReply(int Code, string Text)
{
    /// <summary>As it was said.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Code} {Text}");
}
