using Microsoft.Extensions.Logging;
using Webmail.Mail.Messages;
using Webmail.Mail.Watching;

namespace Webmail.Mail.Operations;

/// <summary>
/// Lays operations over the mailboxes they change as long as needed: until the server has them and the memory of the mailbox was
/// read anew since.
/// </summary>
internal sealed class OverlaySettler(AccountJournal journal, MessageListing listing, MailboxChanges changes, ILogger logger)
{
    private readonly Lock _gate = new();
    private bool _running;
    private bool _again;

    /// <summary>Shows an operation, or how far it is.</summary>
    public void Show(JournalEntry entry) => Show(entry.Operation.Mailbox, entry.Operation.UidValidity, entry.Operation.Uids);

    /// <summary>Shows everything that is under way.</summary>
    public void ShowAll()
    {
        var mailboxes = journal.Read(static entries => entries.Where(static entry => !entry.Settled)
            .GroupBy(static entry => (entry.Operation.Mailbox, entry.Operation.UidValidity))
            .Select(static group => (group.Key, UidSet.OfRanges(group.SelectMany(static entry => entry.Operation.Uids.Ranges)))).ToList());
        foreach (var ((mailbox, uidValidity), uids) in mailboxes)
            Show(mailbox, uidValidity, uids);
        Wake();
    }

    /// <summary>Something came to its end, or the server is back: what it shows by itself need not be laid over any more.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            _again = true;
            if (_running)
                return;
            _running = true;
        }

        _ = Task.Run(SettleAsync, CancellationToken.None);
    }

    private void Show(MailboxName mailbox, uint uidValidity, UidSet uids)
    {
        var laid = journal.Read(entries => entries
            .Where(entry => !entry.Settled && entry.Operation.Mailbox == mailbox && entry.Operation.UidValidity == uidValidity)
            .Select(static entry => new OverlaidChange(
                entry.IsPending ? entry.Operation.Uids : entry.Operation.Uids.Except(entry.Remaining), entry.Operation.Flags, entry.Operation.Leaves))
            .Where(static change => change.Uids.Count > 0).ToList());
        listing.Overlay.Set(journal.Account, mailbox, uidValidity, laid);
        listing.ShowOverlaid(journal.Account, mailbox, uidValidity, uids);
    }

    private async Task SettleAsync()
    {
        System.Diagnostics.Activity.Current = null;
        while (true)
        {
            lock (_gate)
            {
                if (!_again)
                {
                    _running = false;
                    return;
                }

                _again = false;
            }

            var ended = journal.Read(static entries => entries.Where(static entry => entry is { IsPending: false, Settled: false })
                .GroupBy(static entry => (entry.Operation.Mailbox, entry.Operation.UidValidity)).Select(static group => (group.Key, group.ToList())).ToList());
            var targets = ended.SelectMany(static group => group.Item2).Select(static entry => entry.Target).OfType<MailboxName>().Distinct();
            foreach (var target in targets)
                changes.Publish(journal.Account, new MailboxTouched(target));
            foreach (var ((mailbox, uidValidity), entries) in ended)
                await SettleAsync(mailbox, uidValidity, entries).ConfigureAwait(false);
        }
    }

    private async Task SettleAsync(MailboxName mailbox, uint uidValidity, List<JournalEntry> entries)
    {
        try
        {
            if (listing.IsOpen(journal.Account, mailbox))
                await listing.SynchroniseAsync(journal.Account, mailbox, CancellationToken.None).ConfigureAwait(false);
            else
                changes.Publish(journal.Account, new MailboxTouched(mailbox));
        }
        catch (MailException e)
        {
            // It stays laid over until the server is back.
            OperationsLog.NotSettled(logger, journal.Account, e.Failure);
            return;
        }

        journal.Change(() => entries.ForEach(static entry => entry.Settled = true));
        Show(mailbox, uidValidity, UidSet.OfRanges(entries.SelectMany(static entry => entry.Operation.Uids.Ranges)));
    }
}
