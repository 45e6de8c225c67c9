using System.Buffers;
using System.Text;

namespace Webmail.Mail.Messages.Mime;

/// <summary>
/// Reads the address lists that make up nearly all mail: <c>a@b</c>, <c>Name &lt;a@b&gt;</c> and <c>"Name" &lt;a@b&gt;</c>, with commas
/// between them. It knows no comments, escapes, groups, routes, encoded words or bytes above ASCII and says so, and what it does
/// read it reads as the full parser would.
/// </summary>
internal ref struct PlainAddresses
{
    private const string Alphanumerics = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly SearchValues<byte> LocalPart = SearchValues.Create(Encoding.ASCII.GetBytes(Alphanumerics + "._-+="));
    private static readonly SearchValues<byte> Domain = SearchValues.Create(Encoding.ASCII.GetBytes(Alphanumerics + ".-"));
    private static readonly SearchValues<byte> Word = SearchValues.Create(Encoding.ASCII.GetBytes(Alphanumerics + "_-'&!+/"));

    private ReadOnlySpan<byte> _rest;

    /// <summary>The mailboxes, names not yet decoded; <see langword="false"/> when the list holds anything unusual.</summary>
    public static bool TryRead(ReadOnlySpan<byte> raw, List<(string Name, string Email)> mailboxes)
    {
        var reader = new PlainAddresses { _rest = raw };
        do
        {
            if (!reader.TryMailbox(out var name, out var email))
                return false;
            mailboxes.Add((name, email));
            reader.SkipBlanks();
        }
        while (reader.TryTake((byte)','));

        return reader._rest.IsEmpty;
    }

    private bool TryMailbox(out string name, out string email)
    {
        SkipBlanks();
        (name, email) = ("", "");
        var start = this;
        if (TryAddress(out email))
            return true;
        this = start;
        if (!TryName(out name))
            return false;
        SkipBlanks();
        return TryTake((byte)'<') && TryAddress(out email) && TryTake((byte)'>');
    }

    private bool TryAddress(out string email)
    {
        email = "";
        var whole = _rest;
        if (!IsDotAtom(Take(LocalPart)) || !TryTake((byte)'@'))
            return false;
        var domain = Take(Domain);
        // A label in Punycode is for the full parser, which may show it decoded.
        if (!IsDotAtom(domain) || domain[0] == '-' || domain[^1] == '-' || domain.IndexOf("--"u8) >= 0)
            return false;
        email = Encoding.ASCII.GetString(whole[..^_rest.Length]);
        return true;
    }

    private bool TryName(out string name)
    {
        name = "";
        if (!TryTake((byte)'"'))
            return TryWords(out name);
        var end = _rest.IndexOf((byte)'"');
        if (end <= 0)
            return false;
        var quoted = _rest[..end];
        if (quoted.ContainsAnyExceptInRange((byte)' ', (byte)'~') || quoted.Contains((byte)'\\') || quoted.IndexOf("=?"u8) >= 0)
            return false;
        name = Encoding.ASCII.GetString(quoted);
        _rest = _rest[(end + 1)..];
        return true;
    }

    // Words with one blank between them.
    private bool TryWords(out string name)
    {
        name = "";
        var whole = _rest;
        var length = 0;
        do
        {
            if (Take(Word).IsEmpty)
                break;
            length = whole.Length - _rest.Length;
        }
        while (TryTake((byte)' '));

        name = Encoding.ASCII.GetString(whole[..length]);
        return length > 0;
    }

    private ReadOnlySpan<byte> Take(SearchValues<byte> allowed)
    {
        var end = _rest.IndexOfAnyExcept(allowed);
        var taken = end < 0 ? _rest : _rest[..end];
        _rest = _rest[taken.Length..];
        return taken;
    }

    private bool TryTake(byte expected)
    {
        if (_rest.IsEmpty || _rest[0] != expected)
            return false;
        _rest = _rest[1..];
        return true;
    }

    // A line ends only where the next one is folded: the field would not go on otherwise.
    private void SkipBlanks() => _rest = _rest.TrimStart(" \t\r\n"u8);

    private static bool IsDotAtom(ReadOnlySpan<byte> text) =>
        !text.IsEmpty && text[0] != '.' && text[^1] != '.' && text.IndexOf(".."u8) < 0;
}
