using Microsoft.Extensions.Logging;
using Webmail.Mail.Messages;
using Webmail.Mail.Watching;

namespace Webmail.Mail.Operations;

/// <summary>
/// Lays operations over the mailboxes they change as long as needed: until the server has them and the memory of the mailbox was
/// read anew since.
/// </summary>
internal sealed class OverlaySettler(AccountJournal journal, MessageListing listing, MailboxChanges changes, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private bool _running;
    private bool _again;

    /// <summary>Shows an operation, or how far it is.</summary>
    public void Show(JournalEntry entry)
    {
        Lay(entry);
        listing.ShowOverlaid(journal.Account, entry.Operation.Mailbox, entry.Operation.UidValidity, entry.Operation.Uids);
    }

    /// <summary>Shows everything that is under way.</summary>
    public void ShowAll()
    {
        foreach (var entry in journal.Read(static entries => entries.Where(static entry => !entry.Settled).ToList()))
            Show(entry);
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

    private void Lay(JournalEntry entry)
    {
        var operation = entry.Operation;
        var change = journal.Read(_ =>
        {
            // What is taken back and was not begun is not going to be done, whatever still waits for the server.
            var uids = entry.IsPending && !entry.Undone ? operation.Uids : operation.Uids.Except(entry.Remaining);
            return entry.Settled || uids.Count == 0 ? null : new OverlaidChange(uids, operation.Flags, operation.Leaves);
        });
        listing.Overlay.Set(journal.Account, operation.Mailbox, operation.UidValidity, entry.Order, change);
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
            // Where much comes to its end, it is looked at together.
            await Task.Delay(Together, time).ConfigureAwait(false);
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
        entries.ForEach(Lay);
        listing.ShowOverlaid(
            journal.Account, mailbox, uidValidity, UidSet.OfRanges(entries.SelectMany(static entry => entry.Operation.Uids.Ranges)));
    }
}
