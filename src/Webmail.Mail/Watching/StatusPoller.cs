using MailKit;
using Webmail.Mail.Imap;

namespace Webmail.Mail.Watching;

/// <summary>Asks for the counts of mailboxes that no connection watches, at a modest pace, and reports those that changed.</summary>
internal sealed class StatusPoller(AccountId account, ImapSessionPool pool, TouchedMailboxes touched, TimeProvider time)
{
    private static readonly TimeSpan InboxEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan OthersEvery = TimeSpan.FromMinutes(2);

    // Where each mailbox costs a round trip (no LIST-STATUS), a few at a time.
    private const int OthersAtOnce = 10;

    private readonly Dictionary<MailboxName, MailboxStatus> _known = [];
    private readonly Queue<MailboxName> _round = new();
    private DateTimeOffset _inboxDue;
    private DateTimeOffset _othersDue;

    /// <summary>
    /// Polls what is due: the viewed mailboxes each time, INBOX and the others when their time has come; none that
    /// <paramref name="isCovered"/> by a watching connection.
    /// </summary>
    public Task PollAsync(IReadOnlyCollection<MailboxName> viewed, Func<MailboxName, bool> isCovered, bool others, CancellationToken token)
    {
        var now = time.GetUtcNow();
        var due = viewed.Where(mailbox => !isCovered(mailbox)).ToHashSet();
        if (now >= _inboxDue)
        {
            _inboxDue = now + InboxEvery;
            if (!isCovered(MailboxName.Inbox))
                due.Add(MailboxName.Inbox);
        }

        var round = others && now >= _othersDue;
        if (round)
            _othersDue = now + OthersEvery;
        if (due.Count == 0 && !round)
            return Task.CompletedTask;
        return pool.RunAsync(
            account, new ImapRequest(null, MailboxAccess.Read, ImapPriority.Background),
            async (session, running) =>
            {
                foreach (var mailbox in due)
                    await AskAsync(session, mailbox, running).ConfigureAwait(false);
                if (round)
                    await AskOthersAsync(session, isCovered, running).ConfigureAwait(false);
                return true;
            },
            token);
    }

    private async Task AskAsync(ImapSession session, MailboxName mailbox, CancellationToken token)
    {
        if (session.Unwanted.IsCancellationRequested)
            return;
        try
        {
            var folder = mailbox.IsInbox
                ? session.Client.Inbox
                : await session.Client.GetFolderAsync(mailbox.FullName, token).ConfigureAwait(false);
            if (folder is null)
                return;
            await folder.StatusAsync(FolderStatus.Items(session.Features.CondStore), token).ConfigureAwait(false);
            Compare(mailbox, FolderStatus.Of(folder));
        }
        catch (Exception e) when (e is FolderNotFoundException or CommandException)
        {
            // Deleted meanwhile, or not ours to ask: the mailbox list will tell.
            _known.Remove(mailbox);
        }
    }

    private async Task AskOthersAsync(ImapSession session, Func<MailboxName, bool> isCovered, CancellationToken token)
    {
        if (session.Client.PersonalNamespaces.Count == 0)
            return;
        var items = session.Features.ListStatus ? FolderStatus.Items(session.Features.CondStore) : StatusItems.None;
        if (items == StatusItems.None && _round.Count > 0)
        {
            await AskRoundAsync(session, isCovered, token).ConfigureAwait(false);
            return;
        }

        var folders = await session.Client.GetFoldersAsync(session.Client.PersonalNamespaces[0], items, false, token).ConfigureAwait(false);
        foreach (var folder in folders.Where(FolderStatus.IsSelectable))
        {
            var mailbox = new MailboxName(folder.FullName);
            if (isCovered(mailbox))
                continue;
            if (items == StatusItems.None)
                _round.Enqueue(mailbox);
            else
                Compare(mailbox, FolderStatus.Of(folder));
        }

        await AskRoundAsync(session, isCovered, token).ConfigureAwait(false);
    }

    private async Task AskRoundAsync(ImapSession session, Func<MailboxName, bool> isCovered, CancellationToken token)
    {
        for (var i = 0; i < OthersAtOnce && _round.TryDequeue(out var mailbox); i++)
        {
            if (!isCovered(mailbox))
                await AskAsync(session, mailbox, token).ConfigureAwait(false);
        }
    }

    private void Compare(MailboxName mailbox, MailboxStatus status)
    {
        var isNews = _known.TryGetValue(mailbox, out var before) && before != status;
        _known[mailbox] = status;
        if (isNews)
            touched.Touch(mailbox, status);
    }
}
