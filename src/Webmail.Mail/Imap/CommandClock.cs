using System.Collections.Frozen;
using System.Diagnostics;
using System.Text;

namespace Webmail.Mail.Imap;

/// <summary>
/// How long the server takes for a command, of one connection. It looks at the verb that is sent and at the tag that comes back;
/// arguments, which hold passwords, names and messages, are neither read nor kept.
/// </summary>
internal sealed class CommandClock
{
    private const string Other = "_OTHER";
    private const int LongestTag = 16;
    private const int LongestVerb = 24;

    private static readonly FrozenSet<string> Verbs = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "APPEND", "AUTHENTICATE", "CAPABILITY", "CHECK", "CLOSE", "COMPRESS", "COPY", "CREATE", "DELETE", "ENABLE", "EXAMINE",
        "EXPUNGE", "FETCH", "GETACL", "GETMETADATA", "GETQUOTA", "GETQUOTAROOT", "ID", "IDLE", "LIST", "LOGIN", "LOGOUT", "LSUB",
        "MOVE", "NAMESPACE", "NOOP", "NOTIFY", "RENAME", "SEARCH", "SELECT", "SETMETADATA", "SORT", "STARTTLS", "STATUS", "STORE",
        "SUBSCRIBE", "THREAD", "UID COPY", "UID EXPUNGE", "UID FETCH", "UID MOVE", "UID SEARCH", "UID SORT", "UID STORE",
        "UID THREAD", "UNSELECT", "UNSUBSCRIBE", "XLIST");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> VerbsBySpan =
        Verbs.GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly byte[] _tag = new byte[LongestTag];
    private int _tagLength;
    private string _verb = Other;
    private long _began;

    /// <summary>The verb of a command without its tag, as a word that may be a label.</summary>
    public static string VerbOf(ReadOnlySpan<byte> command)
    {
        var end = EndOfWord(command);
        if (end < command.Length && Ascii.EqualsIgnoreCase(command[..end], "UID"u8))
            end += 1 + EndOfWord(command[(end + 1)..]);
        Span<char> verb = stackalloc char[LongestVerb];
        return end <= LongestVerb && Ascii.ToUtf16(command[..end], verb, out var length) == System.Buffers.OperationStatus.Done
            && VerbsBySpan.TryGetValue(verb[..length], out var known) ? known : Other;
    }

    /// <summary>Bytes on their way to the server: a command, or what follows one (a literal, an answer to a challenge).</summary>
    public void Sent(ReadOnlySpan<byte> bytes)
    {
        if (_tagLength > 0)
            return;
        var end = bytes.IndexOf((byte)' ');
        if (end is <= 0 or > LongestTag)
            return;
        bytes[..end].CopyTo(_tag);
        (_tagLength, _verb, _began) = (end, VerbOf(bytes[(end + 1)..]), Stopwatch.GetTimestamp());
    }

    /// <summary>The beginning of a response line: the end of the command when it has its tag.</summary>
    public void Received(ReadOnlySpan<byte> line)
    {
        if (_tagLength == 0 || line.Length <= _tagLength || line[_tagLength] != ' ' || !line.StartsWith(_tag.AsSpan(0, _tagLength)))
            return;
        var condition = line[(_tagLength + 1)..];
        _tagLength = 0;
        // A client idles for minutes because it wants to.
        if (_verb != "IDLE")
            MailTelemetry.RecordCommand(_verb, _began, condition.StartsWith("NO"u8) ? "NO" : condition.StartsWith("BAD"u8) ? "BAD" : null);
    }

    private static int EndOfWord(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOfAny(" \r\n"u8);
        return end < 0 ? text.Length : end;
    }
}
