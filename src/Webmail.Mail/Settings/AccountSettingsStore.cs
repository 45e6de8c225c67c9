using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Webmail.Mail.Imap;
using Webmail.Mail.Watching;

namespace Webmail.Mail.Settings;

/// <summary>
/// The settings of accounts, kept on their IMAP server: as an annotation where the server takes any, else as a message in a small
/// mailbox that is not shown. There is nothing to back up but the mailbox, and every device and node has the same.
/// </summary>
public sealed class AccountSettingsStore : IDisposable
{
    // Annotations give no notice: what another device changed is found by looking now and then.
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    private readonly ImapSessionPool _pool;
    private readonly MailboxChanges _changes;
    private readonly TimeProvider _time;
    private readonly ILogger<AccountSettingsStore> _logger;
    private readonly MetadataSettings _metadata;
    private readonly MailboxSettings _mailbox;
    private readonly ConcurrentDictionary<AccountId, Held> _accounts = new();
    private readonly IDisposable _subscription;

    private sealed class Held(TimeProvider time)
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public RecentChanges Recent { get; } = new(time);

        public volatile AccountSettings? Settings;

        public long ReadAt;

        public int Refreshing;
    }

    private sealed record Place(bool TakesMetadata, MailboxName Mailbox, StoredSettings? Annotated);

    /// <summary>Settings over the connections of a pool.</summary>
    public AccountSettingsStore(ImapSessionPool pool, MailboxChanges changes, TimeProvider time, ILogger<AccountSettingsStore> logger)
    {
        (_pool, _changes, _time, _logger) = (pool, changes, time, logger);
        (_metadata, _mailbox) = (new MetadataSettings(pool, time), new MailboxSettings(pool, time));
        _subscription = changes.SubscribeAll(OnChange);
        pool.Closed += Forget;
    }

    /// <summary>The settings as last seen in this process, without asking the server; the defaults when never seen.</summary>
    public AccountSettings Known(AccountId account) => _accounts.GetValueOrDefault(account)?.Settings ?? AccountSettings.Default;

    /// <summary>
    /// The settings. Those last seen come at once, also while the server is away; what another device changed since follows as
    /// <see cref="AccountSettingsChanged"/>.
    /// </summary>
    public async ValueTask<AccountSettings> ReadAsync(AccountId account, CancellationToken token)
    {
        var held = _accounts.GetOrAdd(account, NewHeld);
        if (held.Settings is { } known)
        {
            if (_time.GetElapsedTime(Interlocked.Read(ref held.ReadAt)) >= Fresh)
                RefreshSoon(account, held);
            return known;
        }

        await held.Turn.WaitAsync(token).ConfigureAwait(false);
        try
        {
            return held.Settings ?? await ReadFromServerAsync(account, held, token).ConfigureAwait(false);
        }
        finally
        {
            held.Turn.Release();
        }
    }

    /// <summary>The settings as the server has them at this moment.</summary>
    /// <exception cref="MailException">The server is away or refuses.</exception>
    public async Task<AccountSettings> ReadNowAsync(AccountId account, CancellationToken token)
    {
        var held = _accounts.GetOrAdd(account, NewHeld);
        await held.Turn.WaitAsync(token).ConfigureAwait(false);
        try
        {
            return await ReadFromServerAsync(account, held, token).ConfigureAwait(false);
        }
        finally
        {
            held.Turn.Release();
        }
    }

    /// <summary>
    /// Changes the settings on the server and returns them. <paramref name="change"/> gets what the server has now and is asked again
    /// when another device came between, so it must say what is wanted ("this label is red"), not what is different from before. When it
    /// returns the very settings it got, nothing is written.
    /// </summary>
    /// <exception cref="MailException">Nothing was changed: the server is away, refuses, or the settings would be too large.</exception>
    public async Task<AccountSettings> UpdateAsync(
        AccountId account, Func<AccountSettings, AccountSettings> change, CancellationToken token)
    {
        var held = _accounts.GetOrAdd(account, NewHeld);
        await held.Turn.WaitAsync(token).ConfigureAwait(false);
        try
        {
            var settings = await WriteAsync(account, held, change, token).ConfigureAwait(false);
            Keep(account, held, settings);
            return settings;
        }
        finally
        {
            held.Turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _subscription.Dispose();
        _pool.Closed -= Forget;
    }

    private Held NewHeld(AccountId account) => new(_time);

    private void Forget(AccountId account) => _accounts.TryRemove(account, out _);

    private async Task<AccountSettings> ReadFromServerAsync(AccountId account, Held held, CancellationToken token)
    {
        var place = await FindAsync(account, token).ConfigureAwait(false);
        var stored = place.Annotated ?? await _mailbox.ReadAsync(account, place.Mailbox, token).ConfigureAwait(false);
        if (stored is { Understood: false })
            SettingsLog.NotUnderstood(_logger, account);
        var settings = stored?.Settings ?? AccountSettings.Default;
        if (held.Recent.Overwritten(settings) is var (marks, make))
        {
            settings = await _metadata.UpdateAsync(account, marks, make, token).ConfigureAwait(false);
            held.Recent.MadeAgain(marks);
        }

        Keep(account, held, settings);
        if (!held.Recent.IsEmpty)
            RefreshSoon(account, held, RecentChanges.Settled);
        return settings;
    }

    // Where they are they stay; new ones become an annotation if the server takes it.
    private async Task<AccountSettings> WriteAsync(
        AccountId account, Held held, Func<AccountSettings, AccountSettings> change, CancellationToken token)
    {
        var place = await FindAsync(account, token).ConfigureAwait(false);
        var stored = place.Annotated ?? await _mailbox.ReadAsync(account, place.Mailbox, token).ConfigureAwait(false);
        var found = stored?.Settings ?? AccountSettings.Default;
        if (stored is not { Understood: false } && ReferenceEquals(change(found), found))
            return found;
        if (place.TakesMetadata && (place.Annotated is not null || stored is null))
        {
            try
            {
                var mark = RecentChanges.NewMark();
                var written = await _metadata.UpdateAsync(account, [mark], change, token).ConfigureAwait(false);
                held.Recent.Add(mark, change);
                RefreshSoon(account, held, RecentChanges.Settled);
                return written;
            }
            catch (MailException e) when (place.Annotated is null && e.Failure is MailFailure.ServerRefused or MailFailure.NotPermitted
                or MailFailure.QuotaExceeded)
            {
                SettingsLog.MetadataRefused(_logger, account, e.Failure);
            }
        }

        return await _mailbox.UpdateAsync(account, place.Mailbox, change, token).ConfigureAwait(false);
    }

    private Task<Place> FindAsync(AccountId account, CancellationToken token) => _pool.RunAsync(
        account, new ImapRequest(null),
        async (session, inner) =>
        {
            var mailbox = SettingsMailbox.NameOn(session.Client);
            if (!MetadataSettings.IsPossible(session))
                return new Place(false, mailbox, null);
            try
            {
                return new Place(true, mailbox, await MetadataSettings.ReadAsync(session, inner).ConfigureAwait(false));
            }
            catch (MailException e) when (e.Failure is MailFailure.ServerRefused or MailFailure.NotPermitted)
            {
                // Offered, but not set up: then the mailbox has them.
                return new Place(false, mailbox, null);
            }
        },
        token);

    private void Keep(AccountId account, Held held, AccountSettings settings)
    {
        Interlocked.Exchange(ref held.ReadAt, _time.GetTimestamp());
        var before = held.Settings;
        held.Settings = settings;
        if (Chosen(before ?? AccountSettings.Default) != Chosen(settings))
            _changes.Publish(account, new AccountSettingsChanged());
    }

    private static string Chosen(AccountSettings settings) => SettingsDocument.Write(settings with { Changes = default });

    private void OnChange(AccountId account, MailboxChange change)
    {
        var mayHaveChanged = change is MailboxTouched touched ? SettingsMailbox.Is(touched.Mailbox) : change is ServerReachable { Online: true };
        if (mayHaveChanged && _accounts.TryGetValue(account, out var held) && held.Settings is not null)
            RefreshSoon(account, held);
    }

    private void RefreshSoon(AccountId account, Held held, TimeSpan wait = default)
    {
        if (Interlocked.Exchange(ref held.Refreshing, 1) == 0)
            _ = Task.Run(() => RefreshAsync(account, held, wait));
    }

    private async Task RefreshAsync(AccountId account, Held held, TimeSpan wait)
    {
        // It is no part of the trace of whoever happened to ask.
        Activity.Current = null;
        await Task.Delay(wait, _time).ConfigureAwait(false);
        await held.Turn.WaitAsync().ConfigureAwait(false);
        try
        {
            Volatile.Write(ref held.Refreshing, 0);
            await ReadFromServerAsync(account, held, CancellationToken.None).ConfigureAwait(false);
        }
        catch (MailException e)
        {
            // What was seen last goes on; the next visit tries again.
            Interlocked.Exchange(ref held.ReadAt, _time.GetTimestamp());
            SettingsLog.ReadFailed(_logger, account, e.Failure);
        }
        finally
        {
            held.Turn.Release();
        }
    }
}
