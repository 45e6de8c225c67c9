using MailKit;
using Webmail.Mail.Imap;
using Webmail.Mail.Messages;
using Webmail.Mail.Messages.Mime;

namespace Webmail.Mail.People;

/// <summary>
/// Reads who is in the messages of a mailbox: the newest at first, later only what is new. In small steps that let everybody else go
/// first.
/// </summary>
internal sealed class PeopleReader(ImapSessionPool pool)
{
    /// <summary>Older messages are not looked at.</summary>
    public const int Most = 2_000;

    private const int Step = 200;

    private static readonly FetchRequest Fields = new(
        MessageSummaryItems.UniqueId | MessageSummaryItems.InternalDate, ["From", "To", "Cc", "Bcc", "List-Id", "Precedence", "Auto-Submitted"]);

    private sealed record Place(uint UidValidity, uint UidNext, int Count);

    /// <summary>Reads what is new since <paramref name="known"/>; returns how far it got. Failures surface as <see cref="MailException"/>.</summary>
    public async Task<PeopleMark> ReadAsync(
        AccountId account, MailboxName mailbox, bool isSent, PeopleMark? known, PeopleBook book, CancellationToken token)
    {
        var place = await BehindOthersAsync(account, mailbox, async (session, inner) =>
        {
            // The answer brings what came since the mailbox was opened.
            await session.Client.NoOpAsync(inner).ConfigureAwait(false);
            return new Place(session.Opened.UidValidity, session.Opened.UidNext?.Id ?? 0, session.Opened.Count);
        }, token).ConfigureAwait(false);
        var mark = new PeopleMark(place.UidValidity, place.UidNext);
        if (mark == known || place.Count == 0)
            return mark;
        if (known?.UidValidity == place.UidValidity && place.UidNext > known.UidNext && place.UidNext - known.UidNext <= Most)
        {
            await StepAsync(account, mailbox, isSent, book, place.UidValidity, (folder, inner) => folder.FetchAsync(
                new UniqueIdRange(new UniqueId(known.UidNext), new UniqueId(place.UidNext - 1)), Fields, inner), token).ConfigureAwait(false);
            return mark;
        }

        // From the newest to the oldest, so that an end in between leaves those that matter.
        for (var last = place.Count - 1; last >= Math.Max(0, place.Count - Most); last -= Step)
        {
            var (to, from) = (last, Math.Max(0, last - Step + 1));
            await StepAsync(account, mailbox, isSent, book, place.UidValidity, (folder, inner) => folder.Count > from
                ? folder.FetchAsync(from, Math.Min(to, folder.Count - 1), Fields, inner) : Task.FromResult<IList<IMessageSummary>>([]), token).ConfigureAwait(false);
        }

        return mark;
    }

    private async Task StepAsync(
        AccountId account, MailboxName mailbox, bool isSent, PeopleBook book, uint uidValidity,
        Func<IMailFolder, CancellationToken, Task<IList<IMessageSummary>>> fetch, CancellationToken token)
    {
        var found = await BehindOthersAsync(account, mailbox, async (session, inner) => session.Opened.UidValidity == uidValidity
            ? await fetch(session.Opened, inner).ConfigureAwait(false) : throw new MailException(MailFailure.MailboxRecreated), token).ConfigureAwait(false);
        foreach (var message in found)
        {
            if (message.Headers is not null)
                Note(message, isSent, book);
        }
    }

    private static void Note(IMessageSummary message, bool isSent, PeopleBook book)
    {
        var header = new HeaderBlock();
        foreach (var field in message.Headers!)
            header.Add(field.Field, field.RawValue);
        var envelope = SummaryBuilder.EnvelopeOf(header, "");
        var when = message.InternalDate ?? DateTimeOffset.UnixEpoch;
        if (isSent)
        {
            foreach (var who in envelope.To.Concat(envelope.Cc).Concat(envelope.Bcc))
                book.NoteWritten(who, when);
            return;
        }

        var bulk = SummaryBuilder.IsBulk(header);
        foreach (var who in envelope.From)
            book.NoteReceived(who, when, bulk);
    }

    private Task<TFound> BehindOthersAsync<TFound>(
        AccountId account, MailboxName mailbox, Func<ImapSession, CancellationToken, Task<TFound>> work, CancellationToken token) =>
        pool.RunAsync(account, new ImapRequest(mailbox, MailboxAccess.Read, ImapPriority.Background), work, token);
}
