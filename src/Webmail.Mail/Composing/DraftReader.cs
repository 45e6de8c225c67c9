using MailKit;
using MimeKit;
using Webmail.Mail.Imap;
using Webmail.Mail.Messages;
using Webmail.Mail.Messages.Mime;

namespace Webmail.Mail.Composing;

/// <summary>Reads drafts out of messages: their fields and texts, never their attachments.</summary>
internal static class DraftReader
{
    private const int LargestHeader = 64 * 1024;
    private const int LargestText = 32 * 1024 * 1024;

    /// <summary>
    /// The draft in a message; <see langword="null"/> when it cannot be written on here without losing parts of it.
    /// </summary>
    /// <exception cref="MailException">The message is gone.</exception>
    public static async Task<Draft?> ReadAsync(ImapSession session, MessageKey key, bool ours, CancellationToken token)
    {
        var found = await MessageFetch.OpeningAsync(session, key.Uid, token).ConfigureAwait(false);
        if (found is null)
        {
            // It came after the mailbox was selected, perhaps.
            await session.Client.NoOpAsync(token).ConfigureAwait(false);
            found = await MessageFetch.OpeningAsync(session, key.Uid, token).ConfigureAwait(false) ?? throw new MailException(MailFailure.MessageGone);
        }

        if (found.Structure is not { } structure || DraftParts.Of(structure) is not { } parts)
            return null;
        using var message = await MessageAsync(session, key, parts, token).ConfigureAwait(false);
        if (DraftMessage.Read(message, key, ours) is not { } draft)
            return null;
        return draft with
        {
            Attachments = ours
                ? parts.WithSources(draft.Attachments, key) : parts.Attachments(key, ContentPlan.MainCharset(structure), draft.Html),
        };
    }

    // The message without what goes with it.
    private static async Task<MimeMessage> MessageAsync(ImapSession session, MessageKey key, DraftParts parts, CancellationToken token)
    {
        var id = new UniqueId(key.Uid.Value);
        if (!parts.HasAttachments)
            return await session.Opened.GetMessageAsync(id, token).ConfigureAwait(false);
        var message = new MimeMessage(await session.Opened.GetHeadersAsync(id, token).ConfigureAwait(false));
        var text = parts.Text is null ? null : await EntityAsync(session, key, parts.Text.Section, token).ConfigureAwait(false);
        var html = parts.Html is null ? null : await EntityAsync(session, key, parts.Html.Section, token).ConfigureAwait(false);
        message.Body = text is not null && html is not null ? new MultipartAlternative { text, html } : text ?? html;
        return message;
    }

    private static async Task<MimeEntity> EntityAsync(ImapSession session, MessageKey key, string section, CancellationToken token)
    {
        var header = await SectionFetch.ReadAsync(session, key, $"{section}.MIME", 0, LargestHeader, token).ConfigureAwait(false);
        var content = await SectionFetch.ReadAsync(session, key, section, 0, LargestText, token).ConfigureAwait(false);
        var stream = new MemoryStream();
        stream.Write(header);
        stream.Write(content);
        stream.Position = 0;
        return await MimeEntity.LoadAsync(stream, token).ConfigureAwait(false);
    }
}
