using System.Text;
using Webmail.Mail.Attaching;
using Webmail.Mail.Composing.Identities;
using Webmail.Mail.Messages;

namespace Webmail.Mail.Composing;

/// <summary>What a reply or a forwarded message begins with: recipients, subject, thread and the text it is about.</summary>
public sealed class ReplyBuilder(MessageReader reader, IdentityService identities)
{
    private const int MaxReferences = 20;
    private const int MaxQuoted = 1024 * 1024;
    private const string SignatureMark = "-- ";

    /// <summary>The draft to write on; not saved anywhere. Failures surface as <see cref="MailException"/>.</summary>
    public async Task<Draft> BuildAsync(MailAccount account, MessageKey key, ReplyKind kind, IQuoting quoting, CancellationToken token)
    {
        var message = await reader.OpenAsync(account.Id, key, "", token).ConfigureAwait(false);
        var envelope = message.Envelope;
        var header = await reader.ReadHeaderAsync(account.Id, key, "", token).ConfigureAwait(false);
        var own = await identities.ReadAsync(account, token).ConfigureAwait(false);
        var (identity, from) = ReplyAddressing.Writer(own, envelope, header);
        var (to, cc) = ReplyAddressing.Recipients(own, from, envelope, header, kind);
        var parts = await ReadAsync(account.Id, message, token).ConfigureAwait(false);
        var pictures = Pictures(message, key);
        var quote = HtmlQuote.Of(parts, Cids(pictures), quoting);
        var text = TextOf(parts, quoting);
        var date = envelope.Date ?? message.InternalDate;
        var forward = kind == ReplyKind.Forward;
        var signature = await identities.SignatureAsync(account.Id, identity, token).ConfigureAwait(false);
        var above = SignatureText.Above(signature.Text);
        return As(identity, from) with
        {
            To = to,
            Cc = cc,
            Subject = SubjectPrefix.Put(envelope.Subject, forward ? "Fwd: " : "Re: "),
            Text = forward
                ? $"{above}{quoting.ForwardedHeader(envelope, date)}\n\n{text}"
                : $"{above}{quoting.Introduction(date, envelope.From.FirstOrDefault())}\n{Quote(text)}",
            // Whoever writes plain text is answered in plain text.
            Html = quote is null ? ""
                : forward ? HtmlQuote.Forwarded(signature, quoting.ForwardedHeader(envelope, date), quote)
                : HtmlQuote.Answered(signature, quoting.Introduction(date, envelope.From.FirstOrDefault()), quote),
            InReplyTo = forward ? "" : envelope.MessageId,
            Attachments = [.. quote is null ? [] : signature.Pictures, .. forward ? Enclosed(message, key, pictures, quote) : Shown(pictures, quote)],
            References = References(envelope, header),
            Origin = new DraftOrigin(key.Mailbox.FullName, key.UidValidity, key.Uid.Value, forward ? DraftKind.Forward : DraftKind.Reply),
        };
    }

    /// <summary>
    /// A new message that encloses another one whole, as it is on the server, or one that says to whom that one goes on. Failures surface
    /// as <see cref="MailException"/>.
    /// </summary>
    /// <param name="account">Whose.</param>
    /// <param name="key">The other one.</param>
    /// <param name="kind"><see cref="DraftKind.Forward"/> or <see cref="DraftKind.Redirect"/>.</param>
    /// <param name="token">Ends the wait.</param>
    public async Task<Draft> EncloseAsync(MailAccount account, MessageKey key, DraftKind kind, CancellationToken token)
    {
        var message = await reader.OpenAsync(account.Id, key, "", token).ConfigureAwait(false);
        var header = await reader.ReadHeaderAsync(account.Id, key, "", token).ConfigureAwait(false);
        var own = await identities.ReadAsync(account, token).ConfigureAwait(false);
        var (identity, from) = ReplyAddressing.Writer(own, message.Envelope, header);
        var subject = message.Envelope.Subject.Trim();
        var redirect = kind == DraftKind.Redirect;
        // What goes on as it is gets nothing added.
        var signature = redirect ? DraftSignature.None : await identities.SignatureAsync(account.Id, identity, token).ConfigureAwait(false);
        return As(identity, from) with
        {
            Subject = redirect ? subject : SubjectPrefix.Put(message.Envelope.Subject, "Fwd: "),
            Text = redirect ? "" : SignatureText.Above(signature.Text),
            Html = signature.Html.Length == 0 ? "" : HtmlQuote.Above(signature),
            Attachments =
            [
                .. signature.Pictures,
                Of(new Attachment("", $"{(subject.Length > 0 ? subject : "message")}.eml", DraftAttachment.MessageType, message.Size, "", "", IsMessage: true), key, ""),
            ],
            Origin = new DraftOrigin(key.Mailbox.FullName, key.UidValidity, key.Uid.Value, kind),
        };
    }

    /// <summary>
    /// A message's text and recipients as a new message of its own, from oneself; it continues no thread. Failures surface as
    /// <see cref="MailException"/>.
    /// </summary>
    public async Task<Draft> AgainAsync(MailAccount account, MessageKey key, IQuoting quoting, CancellationToken token)
    {
        var message = await reader.OpenAsync(account.Id, key, "", token).ConfigureAwait(false);
        var own = await identities.ReadAsync(account, token).ConfigureAwait(false);
        var envelope = message.Envelope;
        var parts = await ReadAsync(account.Id, message, token).ConfigureAwait(false);
        var pictures = Pictures(message, key);
        var html = HtmlQuote.Of(parts, Cids(pictures), quoting);
        var (identity, from) = own.For(envelope.From.Select(static address => address.Email).Where(own.IsOwn)) ?? (own.Default, own.Default.Address);
        return As(identity, from) with
        {
            To = ReplyAddressing.Texts(envelope.To),
            Cc = ReplyAddressing.Texts(envelope.Cc),
            Bcc = [.. ReplyAddressing.Texts(envelope.Bcc).Append(identity.Bcc).Where(static text => text.Length > 0).Distinct(StringComparer.Ordinal)],
            Subject = envelope.Subject,
            Text = TextOf(parts, quoting),
            Html = html ?? "",
            Attachments = Enclosed(message, key, pictures, html),
        };
    }

    private static Draft As(Identity identity, string from) => new()
    {
        Id = Draft.NewId(),
        Identity = identity.Id,
        From = from,
        FromName = identity.Name,
        ReplyTo = identity.ReplyTo,
        Bcc = identity.Bcc.Length > 0 ? [identity.Bcc] : [],
    };

    // What is shown in the text stays there; everything else goes along beside it.
    private static IReadOnlyList<DraftAttachment> Enclosed(Message message, MessageKey key, IReadOnlyList<DraftAttachment> pictures, string? html)
    {
        var shown = Shown(pictures, html);
        var beside = message.Attachments.Concat(message.InlineParts.Values).DistinctBy(static part => part.Section)
            .Where(part => !shown.Any(one => one.Source!.Section == part.Section));
        return [.. shown, .. beside.Select(part => Of(part, key, ""))];
    }

    private static IReadOnlyList<DraftAttachment> Pictures(Message message, MessageKey key) =>
        [.. message.InlineParts.Select(part => Of(part.Value, key, part.Key)).Where(static one => one.Inline)];

    private static IReadOnlyList<DraftAttachment> Shown(IReadOnlyList<DraftAttachment> pictures, string? html) =>
        [.. pictures.Where(one => one.IsShownIn(html ?? ""))];

    private static HashSet<string> Cids(IReadOnlyList<DraftAttachment> pictures) => [.. pictures.Select(static one => one.Cid)];

    // Where it is: it goes along without ever coming to the browser.
    private static DraftAttachment Of(Attachment part, MessageKey key, string cid) => new DraftAttachment
    {
        Id = DraftAttachment.NewId(),
        Name = part.FileName,
        MediaType = part.MediaType,
        Size = part.Size,
        Cid = cid,
        Inline = cid.Length > 0 && part.MediaType.StartsWith("image/", StringComparison.Ordinal),
        Source = new AttachmentSource(key.Mailbox.FullName, key.UidValidity, key.Uid.Value, part.Section, part.Encoding),
    }.Check();

    private static List<string> References(Envelope envelope, IReadOnlyList<HeaderField> header)
    {
        if (envelope.MessageId.Length == 0)
            return [];
        var field = header.FirstOrDefault(static one => one.Name.Equals("References", StringComparison.OrdinalIgnoreCase))?.Value ?? envelope.InReplyTo;
        List<string> all = [.. MessageIds.Parse(field).Where(id => id != envelope.MessageId), envelope.MessageId];
        return all.Count <= MaxReferences ? all : [all[0], .. all.Skip(all.Count - MaxReferences + 1)];
    }

    private async Task<IReadOnlyList<(bool IsHtml, string Text)>> ReadAsync(AccountId account, Message message, CancellationToken token)
    {
        var parts = new List<(bool, string)>();
        foreach (var part in message.Texts)
        {
            var text = (await reader.ReadTextAsync(account, message.Key, part, token).ConfigureAwait(false)).Text;
            parts.Add((part.IsHtml, part.IsHtml ? text : part.Flowed ? FlowedText.Decode(text) : text.ReplaceLineEndings("\n")));
        }

        return parts;
    }

    private static string TextOf(IReadOnlyList<(bool IsHtml, string Text)> parts, IQuoting quoting)
    {
        var all = new StringBuilder();
        foreach (var (isHtml, text) in parts)
        {
            all.Append(all.Length > 0 ? "\n\n" : "").Append((isHtml ? quoting.TextOf(text) : text).TrimEnd());
            if (all.Length > MaxQuoted)
                return all.ToString(0, MaxQuoted);
        }

        return all.ToString();
    }

    // Without the signature, and with the blank lines that end it.
    private static string Quote(string text)
    {
        var lines = text.Split('\n').ToList();
        var signature = lines.LastIndexOf(SignatureMark);
        if (signature >= 0)
            lines.RemoveRange(signature, lines.Count - signature);
        var end = lines.FindLastIndex(static line => line.Trim().Length > 0);
        return string.Join('\n', lines.Take(end + 1).Select(static line => line.Length == 0 ? ">" : line[0] == '>' ? ">" + line : "> " + line));
    }
}
