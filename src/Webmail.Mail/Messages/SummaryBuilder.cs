using System.Collections.Immutable;
using System.Text;
using Webmail.Mail.Messages.Mime;

namespace Webmail.Mail.Messages;

/// <summary>Interprets what FETCH told: decoded fields, attachment, language.</summary>
internal static class SummaryBuilder
{
    private const int PreviewLength = 200;

    /// <summary>A row.</summary>
    public static MessageSummary Summary(FetchedMessage fetched)
    {
        var charset = fetched.Structure is null ? "" : ContentPlan.MainCharset(fetched.Structure);
        var envelope = EnvelopeOf(fetched.Header, charset);
        var preview = DisplayText.Clean(fetched.Preview, PreviewLength);
        return new MessageSummary
        {
            Uid = fetched.Uid,
            Envelope = envelope,
            InternalDate = fetched.InternalDate,
            Size = fetched.Size,
            HasAttachment = fetched.Structure is not null && ContentPlan.Of(fetched.Structure).HasAttachment,
            Preview = preview,
            Language = Language(fetched.Header, envelope, charset, preview),
            IsBulk = IsBulk(fetched.Header),
            Flags = fetched.Flags,
        };
    }

    /// <summary>Addresses, subject and identifiers out of header fields.</summary>
    public static Envelope EnvelopeOf(HeaderBlock header, string charset)
    {
        var from = Addresses(header, "From", charset);
        var sender = Addresses(header, "Sender", charset);
        return new Envelope
        {
            Date = HeaderText.Date(header.Raw("Date")),
            Subject = HeaderText.Decode(header.Raw("Subject"), charset),
            From = from,
            Sender = sender.SequenceEqual(from) ? [] : sender,
            ReplyTo = Addresses(header, "Reply-To", charset),
            To = Addresses(header, "To", charset),
            Cc = Addresses(header, "Cc", charset),
            Bcc = Addresses(header, "Bcc", charset),
            MessageId = HeaderText.MessageId(header.Raw("Message-ID")),
            InReplyTo = HeaderText.MessageId(header.Raw("In-Reply-To")),
        };
    }

    /// <summary>The language whose glyphs the message wants; see <see cref="MessageSummary.Language"/>.</summary>
    public static string Language(HeaderBlock header, Envelope envelope, string charset, string preview)
    {
        var charsets = EncodedWords.CharsetsIn(header.Raw("Subject")).Concat(EncodedWords.CharsetsIn(header.Raw("From"))).Append(charset);
        var sender = envelope.From.IsEmpty ? "" : envelope.From[0].Name;
        return LanguageGuess.Of($"{envelope.Subject}\n{preview}\n{sender}", charsets);
    }

    /// <summary>It came over a list that takes answers by mail (RFC 2369 section 3.4).</summary>
    public static bool TakesListReplies(HeaderBlock header) =>
        Encoding.Latin1.GetString(header.Raw("List-Post")).Contains("<mailto:", StringComparison.OrdinalIgnoreCase);

    /// <summary>Who asks for a receipt; nobody may ask for one to several addresses at once, or with a list or a machine.</summary>
    public static string ReceiptTo(HeaderBlock header) =>
        !IsBulk(header) && Addresses(header, "Disposition-Notification-To", "") is [var only] ? only.Email : "";

    /// <summary>Sent by a list or a machine.</summary>
    public static bool IsBulk(HeaderBlock header)
    {
        if (!header.Raw("List-Id").IsEmpty)
            return true;
        var precedence = Encoding.Latin1.GetString(header.Raw("Precedence")).Trim();
        if (precedence.ToLowerInvariant() is "bulk" or "list" or "junk")
            return true;
        var automatic = Encoding.Latin1.GetString(header.Raw("Auto-Submitted")).Trim();
        if (automatic.Length > 0 && !automatic.StartsWith("no", StringComparison.OrdinalIgnoreCase))
            return true;
        var from = Encoding.Latin1.GetString(header.Raw("From"));
        return from.Contains("noreply@", StringComparison.OrdinalIgnoreCase) || from.Contains("no-reply@", StringComparison.OrdinalIgnoreCase)
            || from.Contains("donotreply@", StringComparison.OrdinalIgnoreCase);
    }

    private static ImmutableArray<Address> Addresses(HeaderBlock header, string name, string charset) =>
        header.Raw(name) is { IsEmpty: false } raw ? [.. HeaderText.Addresses(raw, charset)] : [];
}
