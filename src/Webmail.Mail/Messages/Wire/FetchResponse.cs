using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Webmail.Mail.Messages.Mime;

namespace Webmail.Mail.Messages.Wire;

/// <summary>Reads one "* n FETCH (…)" of a message list.</summary>
internal static class FetchResponse
{
    /// <summary>
    /// The message told; <see langword="null"/> when the response is another, or unasked news of flags. One whose parts are not
    /// understood is told by what was, so that a damaged structure costs its paper clip and not its row.
    /// </summary>
    public static FetchedMessage? Read(ReadOnlySpan<byte> response)
    {
        var tokens = new ImapTokens(response);
        if (!Ascii.Equals(tokens.Atom(), "*"u8) || !char.IsAsciiDigit((char)tokens.Atom()[0]) || !Ascii.EqualsIgnoreCase(tokens.Atom(), "FETCH"u8))
            return null;

        var uid = 0L;
        var flags = MessageFlags.None;
        var date = DateTimeOffset.UnixEpoch;
        var size = 0L;
        HeaderBlock? header = null;
        StructurePart? structure = null;
        var preview = "";
        tokens.OpenList();
        while (tokens.NextInList())
        {
            var item = tokens.Atom();
            if (Is(item, "UID"u8))
                uid = tokens.Number();
            else if (Is(item, "FLAGS"u8))
                flags = Flags(ref tokens);
            else if (Is(item, "INTERNALDATE"u8))
                date = Date(tokens.Text());
            else if (Is(item, "RFC822.SIZE"u8))
                size = tokens.Number();
            else if (Is(item, "BODYSTRUCTURE"u8))
                structure = StructureOrNothing(ref tokens);
            else if (Is(item, "PREVIEW"u8))
                preview = Preview(ref tokens);
            else if (item.Length > 12 && Is(item[..12], "BODY[HEADER."u8))
                header = HeaderBlock.Parse(tokens.String());
            else
                tokens.Skip();
        }

        return uid is > 0 and <= uint.MaxValue && header is not null
            ? new FetchedMessage(new Uid((uint)uid), flags, date, size, header, structure, preview) : null;
    }

    private static StructurePart? StructureOrNothing(ref ImapTokens tokens)
    {
        var before = tokens;
        try
        {
            return Structure.Read(ref tokens);
        }
        catch (FormatException)
        {
            // Servers have been seen to garble the structure of garbled mail; as a value it can still be passed over.
            tokens = before;
            tokens.Skip();
            return null;
        }
    }

    private static bool Is(ReadOnlySpan<byte> item, ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(item, name);

    private static MessageFlags Flags(ref ImapTokens tokens)
    {
        var system = SystemFlags.None;
        List<string>? keywords = null;
        tokens.OpenList();
        while (tokens.NextInList())
        {
            var flag = tokens.Atom();
            if (flag[0] != '\\')
            {
                (keywords ??= []).Add(Encoding.ASCII.GetString(flag));
                continue;
            }

            system |= Is(flag, "\\Seen"u8) ? SystemFlags.Seen
                : Is(flag, "\\Answered"u8) ? SystemFlags.Answered
                : Is(flag, "\\Flagged"u8) ? SystemFlags.Flagged
                : Is(flag, "\\Deleted"u8) ? SystemFlags.Deleted
                : Is(flag, "\\Draft"u8) ? SystemFlags.Draft : SystemFlags.None;
        }

        ImmutableArray<string> ordered = keywords is null
            ? [] : [.. keywords.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)];
        return new MessageFlags(system, ordered);
    }

    private static DateTimeOffset Date(string text) =>
        DateTimeOffset.TryParseExact(text, ["dd-MMM-yyyy HH:mm:ss zzz", "d-MMM-yyyy HH:mm:ss zzz"], CultureInfo.InvariantCulture,
            DateTimeStyles.AllowWhiteSpaces, out var date) ? date : DateTimeOffset.UnixEpoch;

    // Drafts of RFC 8970, which Dovecot 2.3 follows, name the algorithm in front: PREVIEW (FUZZY "…").
    private static string Preview(ref ImapTokens tokens)
    {
        if (!tokens.TryOpenList())
            return Encoding.UTF8.GetString(tokens.String());
        tokens.Atom();
        var text = Encoding.UTF8.GetString(tokens.String());
        while (tokens.NextInList())
            tokens.Skip();
        return text;
    }
}
