using System.Collections.Concurrent;
using MailKit;
using Webmail.Mail.Imap;
using Webmail.Mail.Watching;

namespace Webmail.Mail.Mailboxes;

/// <summary>What somebody may do with a shared mailbox.</summary>
/// <param name="Identifier">Who: a user, a group, or "anyone", as the server names them; a minus in front takes rights away.</param>
/// <param name="Rights">What.</param>
public sealed record SharingEntry(string Identifier, MailboxRights Rights);

/// <summary>Who may do what with a mailbox (ACL, RFC 4314): the user's own rights and, for who administers it, everybody's.</summary>
public sealed class MailboxSharing : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);

    private readonly ImapSessionPool _pool;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<(AccountId, MailboxName), (MailboxRights? Rights, long Read)> _known = new();
    private readonly IDisposable _subscription;

    /// <summary>Reads over the connections of a pool.</summary>
    public MailboxSharing(ImapSessionPool pool, MailboxChanges changes, TimeProvider time)
    {
        (_pool, _time) = (pool, time);
        _subscription = changes.SubscribeAll(OnChange);
        pool.Closed += Forget;
    }

    /// <summary>
    /// What the user may do with a mailbox (MYRIGHTS), asked for once in a while; <see langword="null"/> where the server has no
    /// ACL, and everything is allowed to who owns the mailbox.
    /// </summary>
    public async Task<MailboxRights?> MyRightsAsync(AccountId account, MailboxName mailbox, CancellationToken token)
    {
        if (_known.TryGetValue((account, mailbox), out var known) && _time.GetElapsedTime(known.Read) < Fresh)
            return known.Rights;
        var rights = await RunAsync(account, mailbox, async (folder, session, running) => HasAcl(session)
            ? (MailboxRights?)Parse(await folder.GetMyAccessRightsAsync(running).ConfigureAwait(false)) : null, token).ConfigureAwait(false);
        _known[(account, mailbox)] = (rights, _time.GetTimestamp());
        return rights;
    }

    /// <summary>The rights as last read; <see langword="null"/> when they were not, or the server has no ACL.</summary>
    public MailboxRights? Known(AccountId account, MailboxName mailbox) => _known.GetValueOrDefault((account, mailbox)).Rights;

    /// <summary>Whether the rights were read, or the server was found to have none.</summary>
    public bool IsKnown(AccountId account, MailboxName mailbox) => _known.ContainsKey((account, mailbox));

    /// <summary>Who may do what with a mailbox (GETACL), by identifier.</summary>
    public Task<IReadOnlyList<SharingEntry>> EntriesAsync(AccountId account, MailboxName mailbox, CancellationToken token) =>
        RunAsync(account, mailbox, static async (folder, _, running) => (IReadOnlyList<SharingEntry>)
        [
            .. (await folder.GetAccessControlListAsync(running).ConfigureAwait(false))
                .Select(static entry => new SharingEntry(entry.Name, Parse(entry.Rights)))
                .OrderBy(static entry => entry.Identifier, StringComparer.OrdinalIgnoreCase),
        ], token);

    /// <summary>Says what somebody may do, whatever it was before (SETACL). Without any right the entry goes.</summary>
    public async Task SetAsync(AccountId account, MailboxName mailbox, string identifier, MailboxRights rights, CancellationToken token)
    {
        var who = identifier.Trim();
        if (who.Length == 0 || who.Any(char.IsControl))
            throw new MailException(MailFailure.MailboxNameInvalid);
        await RunAsync(account, mailbox, async (folder, session, running) =>
        {
            if (rights == MailboxRights.None)
                await folder.RemoveAccessAsync(who, running).ConfigureAwait(false);
            else
                await folder.SetAccessRightsAsync(who, new AccessRights(Write(session, rights)), running).ConfigureAwait(false);
            return true;
        }, token).ConfigureAwait(false);
        _known.TryRemove((account, mailbox), out _);
    }

    /// <summary>Takes somebody off the list (DELETEACL).</summary>
    public Task RemoveAsync(AccountId account, MailboxName mailbox, string identifier, CancellationToken token) =>
        SetAsync(account, mailbox, identifier, MailboxRights.None, token);

    /// <inheritdoc/>
    public void Dispose()
    {
        _subscription.Dispose();
        _pool.Closed -= Forget;
    }

    private static bool HasAcl(ImapSession session) => session.Features.Acl;

    // RIGHTS= is how a server of RFC 4314 says so.
    private static string Write(ImapSession session, MailboxRights rights) => session.Client.Rights.Contains(AccessRight.CreateFolder)
        ? MailboxRightsLetters.Write(rights) : MailboxRightsLetters.WriteOld(rights);

    private static MailboxRights Parse(AccessRights rights) =>
        MailboxRightsLetters.Parse(string.Concat(rights.Select(static right => right.Right)));

    private Task<T> RunAsync<T>(
        AccountId account, MailboxName mailbox, Func<IMailFolder, ImapSession, CancellationToken, Task<T>> work, CancellationToken token) =>
        _pool.RunAsync(
            account, new ImapRequest(null),
            async (session, running) =>
            {
                var folder = mailbox.IsInbox && session.Client.Inbox is { } inbox
                    ? inbox : await session.Client.GetFolderAsync(mailbox.FullName, running).ConfigureAwait(false);
                return await work(folder, session, running).ConfigureAwait(false);
            },
            token);

    private void OnChange(AccountId account, MailboxChange change)
    {
        if (change is MailboxReset reset)
            _known.TryRemove((account, reset.Mailbox), out _);
    }

    private void Forget(AccountId account)
    {
        foreach (var key in _known.Keys.Where(key => key.Item1 == account))
            _known.TryRemove(key, out _);
    }
}
