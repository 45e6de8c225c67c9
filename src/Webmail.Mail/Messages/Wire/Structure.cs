using Webmail.Mail.Messages.Mime;

namespace Webmail.Mail.Messages.Wire;

/// <summary>
/// Reads a BODYSTRUCTURE (RFC 9051 section 7.5.2) within limits and numbers its parts (section 6.4.5.1).
/// </summary>
internal ref struct Structure
{
    private const int MaxParts = 1000;
    private const int MaxDepth = 50;

    private int _parts;

    /// <summary>The structure that comes next; <see langword="null"/> where NIL stands.</summary>
    public static StructurePart? Read(ref ImapTokens tokens)
    {
        if (!tokens.TryOpenList())
        {
            tokens.Skip();
            return null;
        }

        return new Structure().Body(ref tokens, "", 0);
    }

    // The body of a message: a multipart shares the message's own section, anything else is its part 1. "(" is taken.
    private StructurePart Body(ref ImapTokens tokens, string message, int depth) =>
        tokens.TryOpenList() ? Multipart(ref tokens, message, depth) : Leaf(ref tokens, Child(message, 1), depth);

    // Both opening parentheses are taken: the multipart's and its first part's.
    private StructurePart Multipart(ref ImapTokens tokens, string section, int depth)
    {
        var children = new List<StructurePart>();
        var cut = ++_parts > MaxParts || depth > MaxDepth;
        do
        {
            if (cut || _parts > MaxParts)
            {
                cut = true;
                SkipRest(ref tokens);
                continue;
            }

            var child = Child(section, children.Count + 1);
            children.Add(tokens.TryOpenList() ? Multipart(ref tokens, child, depth + 1) : Leaf(ref tokens, child, depth + 1));
        }
        while (tokens.TryOpenList());

        var subtype = tokens.Text();
        var parameters = new Parameters();
        if (tokens.NextInList())
        {
            parameters = Parameters.Read(ref tokens);
            SkipRest(ref tokens);
        }

        return new StructurePart
        {
            Section = section,
            // Whatever it is called, its parts are there.
            MediaType = MediaTypeOf("multipart", subtype) is var type && type.StartsWith("multipart/", StringComparison.Ordinal) ? type : "multipart/mixed",
            Children = children,
            Start = TrimId(parameters["start"]),
            IsCut = cut,
        };
    }

    // body-type-1part: type subtype params id description encoding octets, then what depends on the type, then extensions.
    private StructurePart Leaf(ref ImapTokens tokens, string section, int depth)
    {
        var mediaType = MediaTypeOf(tokens.Text(), tokens.Text());
        var parameters = Parameters.Read(ref tokens);
        var id = tokens.Text();
        tokens.Skip();
        var encoding = tokens.Text().Trim().ToLowerInvariant();
        var part = new StructurePart { Section = section, MediaType = mediaType, Encoding = encoding, ContentId = TrimId(id), Size = tokens.Number() };
        if (++_parts > MaxParts || depth > MaxDepth)
        {
            SkipRest(ref tokens);
            return part with { IsCut = true, MediaType = "application/octet-stream" };
        }

        var subject = "";
        List<StructurePart> children = [];
        // message/rfc822 has the envelope, the structure and the lines of what is inside; servers that do not look inside leave them out.
        if (part.IsMessage && tokens.TryOpenList())
        {
            tokens.Skip();
            subject = HeaderText.Decode(tokens.String(), "");
            SkipRest(ref tokens);
            if (tokens.TryOpenList())
                children.Add(Body(ref tokens, section, depth + 1));
            tokens.Skip();
        }
        else if (mediaType.StartsWith("text/", StringComparison.Ordinal))
        {
            tokens.Skip();
        }

        var disposition = "";
        var dispositionParameters = new Parameters();
        // Extensions: MD5, disposition, language, location.
        if (tokens.NextInList())
        {
            tokens.Skip();
            if (tokens.NextInList())
            {
                (disposition, dispositionParameters) = Disposition(ref tokens);
                SkipRest(ref tokens);
            }
        }

        return part with
        {
            Charset = parameters["charset"],
            Name = FirstOf(dispositionParameters["filename"], parameters["name"], dispositionParameters["name"], parameters["filename"]),
            Disposition = disposition,
            Flowed = parameters["format"].Equals("flowed", StringComparison.OrdinalIgnoreCase),
            DelSp = parameters["delsp"].Equals("yes", StringComparison.OrdinalIgnoreCase),
            Children = children,
            Subject = subject,
        };
    }

    private static (string, Parameters) Disposition(ref ImapTokens tokens)
    {
        if (!tokens.TryOpenList())
            return (tokens.Text().Trim().ToLowerInvariant(), new Parameters());
        var disposition = tokens.Text().Trim().ToLowerInvariant();
        if (!tokens.NextInList())
            return (disposition, new Parameters());
        var parameters = Parameters.Read(ref tokens);
        SkipRest(ref tokens);
        return (disposition, parameters);
    }

    private static void SkipRest(ref ImapTokens tokens)
    {
        while (tokens.NextInList())
            tokens.Skip();
    }

    private static string MediaTypeOf(string type, string subtype)
    {
        var mediaType = $"{type}/{subtype}".ToLowerInvariant();
        return mediaType.Length > 200 || mediaType.Any(static c => c is <= ' ' or > '~') ? "application/octet-stream" : mediaType;
    }

    private static string FirstOf(params ReadOnlySpan<string> candidates)
    {
        foreach (var candidate in candidates)
        {
            if (!string.IsNullOrWhiteSpace(candidate))
                return candidate;
        }

        return "";
    }

    private static string Child(string section, int number) => section.Length == 0 ? $"{number}" : $"{section}.{number}";

    private static string TrimId(string id) => id.Trim(' ', '\t', '<', '>');
}
