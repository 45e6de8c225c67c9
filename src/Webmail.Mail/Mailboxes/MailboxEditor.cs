using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Webmail.Mail.Imap;
using Webmail.Mail.Settings;
using Webmail.Mail.Watching;

namespace Webmail.Mail.Mailboxes;

/// <summary>
/// Creates, renames, moves, deletes and empties mailboxes, and tells every open page. When the connection is lost in between, it
/// looks what became of the command before it is given again, so nothing happens twice.
/// </summary>
public sealed class MailboxEditor(
    ImapSessionPool pool, MailboxService mailboxes, MailboxWatchers watchers, MailboxChanges changes, AccountSettingsStore settings,
    ILogger<MailboxEditor> logger)
{
    /// <summary>Creates a mailbox and subscribes to it.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="parent">The mailbox it is to be in; <see langword="null"/> for the top.</param>
    /// <param name="name">The last part of its name.</param>
    /// <param name="token">Ends the wait, not the work.</param>
    /// <returns>Its full name.</returns>
    public async Task<MailboxName> CreateAsync(AccountId account, MailboxName? parent, string name, CancellationToken token)
    {
        var created = await ChangeAsync(
            account, (session, again, running) => MailboxCommands.CreateAsync(session, parent, name, again, running), token).ConfigureAwait(false);
        changes.Publish(account, new MailboxListChanged());
        return created;
    }

    /// <summary>
    /// Renames a mailbox, moves it elsewhere, or both. What is inside moves along, and so do the subscriptions, which servers
    /// leave behind, and what the user chose for the mailboxes.
    /// </summary>
    /// <returns>The new full name.</returns>
    public async Task<MailboxName> RenameAsync(
        AccountId account, MailboxName mailbox, MailboxName? parent, string name, CancellationToken token)
    {
        var (from, to) = await MoveAsync(
            account, mailbox, (session, list, again, running) => MailboxCommands.RenameAsync(session, list, mailbox, parent, name, again, running), token)
            .ConfigureAwait(false);
        if (to == mailbox)
            return to;
        await ChooseAsync(account, chosen => chosen.Move(from.Subtree, to)).ConfigureAwait(false);
        changes.Publish(account, new MailboxRenamed(from.Subtree, to));
        PublishGone(account, from.Names);
        return to;
    }

    /// <summary>
    /// Moves a mailbox and all inside it into the Trash. Where the Trash cannot take it, the failure is
    /// <see cref="MailFailure.MailboxNotForTrash"/> and nothing is changed.
    /// </summary>
    /// <returns>What <see cref="RestoreAsync"/> needs to bring it back.</returns>
    public async Task<TrashedMailbox> DeleteAsync(AccountId account, MailboxName mailbox, CancellationToken token)
    {
        TrashedMailbox? trashed = null;
        try
        {
            var (from, _) = await MoveAsync(
                account, mailbox,
                (session, list, again, running) =>
                {
                    // Chosen once: where the first attempt put it is where the second one looks.
                    trashed ??= MailboxCommands.PlaceInTrash(list, mailbox);
                    return MailboxCommands.RenameIntoTrashAsync(session, list, mailbox, trashed.Mailbox, again, running);
                },
                token).ConfigureAwait(false);
            ImmutableArray<FolderSettings> lost = [];
            await ChooseAsync(
                account,
                chosen =>
                {
                    lost = chosen.FoldersIn(from.Subtree);
                    return chosen.Forget(from.Subtree);
                }).ConfigureAwait(false);
            PublishGone(account, from.Names);
            return trashed! with { Chosen = lost };
        }
        catch (MailException e) when (e.Failure == MailFailure.ServerRefused)
        {
            throw new MailException(MailFailure.MailboxNotForTrash, e.Detail, e);
        }
    }

    /// <summary>Brings a mailbox back from the Trash to where it was.</summary>
    public async Task<MailboxName> RestoreAsync(AccountId account, TrashedMailbox mailbox, CancellationToken token)
    {
        var back = await RenameAsync(account, mailbox.Mailbox, mailbox.Parent, mailbox.Name, token).ConfigureAwait(false);
        if (!mailbox.Chosen.IsEmpty)
            await ChooseAsync(account, chosen => chosen.Restore(mailbox.Chosen)).ConfigureAwait(false);
        return back;
    }

    /// <summary>Deletes a mailbox and all inside it for good, the innermost first.</summary>
    public async Task DeleteForGoodAsync(AccountId account, MailboxName mailbox, CancellationToken token)
    {
        HashSet<MailboxName> gone = [mailbox];
        var subtree = new MailboxSubtree(mailbox, '\0');
        try
        {
            await WithoutWatchingAsync(account, mailbox, () => ChangeAsync(
                account,
                async (session, again, running) =>
                {
                    var list = await MailboxLister.NamesAsync(session, running).ConfigureAwait(false);
                    subtree = MailboxCommands.SubtreeOf(list, mailbox);
                    gone.UnionWith(list.Where(m => subtree.Contains(m.Name)).Select(static m => m.Name));
                    pool.Deselect(account, subtree.Contains);
                    return await MailboxCommands.DeleteAsync(session, list, subtree, again, logger, account, running).ConfigureAwait(false);
                },
                token), token).ConfigureAwait(false);
        }
        catch (MailException)
        {
            // Some of them may be gone already.
            changes.Publish(account, new MailboxListChanged());
            throw;
        }

        await ChooseAsync(account, chosen => chosen.Forget(subtree)).ConfigureAwait(false);
        PublishGone(account, gone);
        changes.Publish(account, new StorageFreed());
    }

    /// <summary>Subscribes to a mailbox, or ends the subscription.</summary>
    public async Task SubscribeAsync(AccountId account, MailboxName mailbox, bool subscribed, CancellationToken token)
    {
        await ChangeAsync(
            account,
            async (session, _, running) =>
            {
                var folder = await session.Client.GetFolderAsync(mailbox.FullName, running).ConfigureAwait(false);
                await (subscribed ? folder.SubscribeAsync(running) : folder.UnsubscribeAsync(running)).ConfigureAwait(false);
                return true;
            },
            token).ConfigureAwait(false);
        changes.Publish(account, new MailboxListChanged());
    }

    /// <summary>
    /// Removes all messages for good that are in the Trash or in the Junk mailbox now, and the mailboxes inside the Trash. Chunk by
    /// chunk, behind everything somebody waits for; what was removed when <paramref name="token"/> ends stays removed.
    /// </summary>
    /// <exception cref="OperationCanceledException"><paramref name="token"/> was signalled.</exception>
    public async Task<EmptiedMailbox> EmptyAsync(AccountId account, MailboxName mailbox, IProgress<EmptyingProgress>? progress, CancellationToken token)
    {
        var list = await pool.RunAsync(account, new ImapRequest(null), MailboxLister.NamesAsync, token).ConfigureAwait(false);
        var found = list.FirstOrDefault(m => m.Name == mailbox) ?? throw new MailException(MailFailure.MailboxGone);
        if (found.SpecialUse is not (SpecialUse.Trash or SpecialUse.Junk))
            throw new MailException(MailFailure.MailboxNeeded);
        try
        {
            var emptied = await new MailboxSweep(pool, changes, account, mailbox).EmptyAsync(progress, token).ConfigureAwait(false);
            if (found.SpecialUse == SpecialUse.Trash)
            {
                foreach (var inside in list.Where(m => m.Parent == mailbox))
                {
                    token.ThrowIfCancellationRequested();
                    await DeleteForGoodAsync(account, inside.Name, CancellationToken.None).ConfigureAwait(false);
                }
            }

            return emptied;
        }
        finally
        {
            changes.Publish(account, new StorageFreed());
        }
    }

    /// <summary>Marks all messages read that are not.</summary>
    /// <returns>Those that were marked, for <see cref="MarkUnreadAsync"/>.</returns>
    public Task<MarkedMessages> MarkAllReadAsync(AccountId account, MailboxName mailbox, CancellationToken token) =>
        new MailboxSweep(pool, changes, account, mailbox).MarkAllReadAsync(token);

    /// <summary>Takes <see cref="MarkAllReadAsync"/> back.</summary>
    public Task MarkUnreadAsync(AccountId account, MarkedMessages messages, CancellationToken token) =>
        new MailboxSweep(pool, changes, account, messages.Mailbox).MarkUnreadAsync(messages, token);

    /// <summary>Whether the Trash may take a mailbox in, as far as the list tells: else it can only be deleted for good.</summary>
    public static bool FitsIntoTrash(IReadOnlyList<Mailbox> mailboxes, Mailbox mailbox) => MailboxCommands.TrashFor(mailboxes, mailbox) is not null;

    // The mailbox is where it should be, whatever becomes of what the user chose for it.
    private async Task ChooseAsync(AccountId account, Func<AccountSettings, AccountSettings> change)
    {
        try
        {
            await settings.UpdateAsync(account, change, CancellationToken.None).ConfigureAwait(false);
        }
        catch (MailException e)
        {
            MailboxesLog.ChoicesLeftBehind(logger, account, e.Failure);
        }
    }

    private sealed record Origin(MailboxSubtree Subtree, HashSet<MailboxName> Names);

    private async Task<(Origin From, MailboxName To)> MoveAsync(
        AccountId account, MailboxName mailbox,
        Func<ImapSession, IReadOnlyList<Mailbox>, bool, CancellationToken, Task<MailboxName>> rename, CancellationToken token)
    {
        var origin = new Origin(new MailboxSubtree(mailbox, '\0'), [mailbox]);
        var to = await WithoutWatchingAsync(account, mailbox, () => ChangeAsync(
            account,
            async (session, again, running) =>
            {
                var list = await MailboxLister.NamesAsync(session, running).ConfigureAwait(false);
                var subtree = MailboxCommands.SubtreeOf(list, mailbox);
                origin.Names.UnionWith(list.Where(m => subtree.Contains(m.Name)).Select(static m => m.Name));
                origin = origin with { Subtree = subtree };
                pool.Deselect(account, subtree.Contains);
                var target = await rename(session, list, again, running).ConfigureAwait(false);
                if (target != mailbox)
                    await MailboxCommands.MoveSubscriptionsAsync(session, subtree, target, logger, account, running).ConfigureAwait(false);
                return target;
            },
            token), token).ConfigureAwait(false);
        return (origin, to);
    }

    // The watcher has the mailbox selected when somebody looks at it, and that one must not be told to leave for too long.
    private async Task<T> WithoutWatchingAsync<T>(AccountId account, MailboxName mailbox, Func<Task<T>> work, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        var subtree = mailboxes.Known(account)?.FirstOrDefault(known => known.Name == mailbox)?.Subtree ?? new MailboxSubtree(mailbox, '\0');
        using var left = await watchers.LeaveAsync(account, subtree).ConfigureAwait(false);
        return await work().ConfigureAwait(false);
    }

    /// <summary>
    /// Runs work that changes the mailbox list, on a connection that has nothing else than INBOX selected. Work is told when it may
    /// have been done before: once more it is run by itself, when a connection broke.
    /// </summary>
    private async Task<T> ChangeAsync<T>(
        AccountId account, Func<ImapSession, bool, CancellationToken, Task<T>> work, CancellationToken token)
    {
        var begun = 0;
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                // Reading INBOX, so the pool too may run it twice.
                return await pool.RunAsync(
                    account, new ImapRequest(MailboxName.Inbox),
                    (session, running) => work(session, Interlocked.Increment(ref begun) > 1, running), token).ConfigureAwait(false);
            }
            catch (MailException e) when (attempt == 0 && e.Failure is (MailFailure.ConnectionLost or MailFailure.ServerTimeout))
            {
                MailboxesLog.ChangeInterrupted(logger, account, e.Failure);
            }
        }
    }

    private void PublishGone(AccountId account, IEnumerable<MailboxName> mailboxes)
    {
        foreach (var mailbox in mailboxes)
            changes.Publish(account, new MailboxReset(mailbox, Gone: true));
        changes.Publish(account, new MailboxListChanged());
    }
}
