using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Webmail.Mail.Imap;
using Webmail.Mail.Mailboxes;
using Webmail.Mail.Settings;

namespace Webmail.Mail.People;

/// <summary>
/// Whom an account may write to next: found in its own mail, held in memory while it is used, kept sealed in the store, and made anew
/// from the mail server when the store lost it. Asking never waits for either.
/// </summary>
public sealed class PeopleService : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<AccountId, Held> _accounts = new();
    private readonly ImapSessionPool _pool;
    private readonly MailboxService _mailboxes;
    private readonly AccountSettingsStore _settings;
    private readonly IPeopleStore _store;
    private readonly PeopleReader _reader;
    private readonly TimeProvider _time;
    private readonly ILogger<PeopleService> _logger;

    private sealed class Held
    {
        public KnownPeople Known = new();

        public long ReadAt;

        public bool Complete;

        public Task? Reading;
    }

    /// <summary>Reads over the connections of a pool.</summary>
    public PeopleService(
        ImapSessionPool pool, MailboxService mailboxes, AccountSettingsStore settings, IPeopleStore store, TimeProvider time, ILogger<PeopleService> logger)
    {
        (_pool, _mailboxes, _settings, _store, _time, _logger) = (pool, mailboxes, settings, store, time, logger);
        _reader = new PeopleReader(pool);
        pool.Closed += Forget;
    }

    /// <summary>
    /// People whose name or address has words that begin like those asked for, the likeliest first. From memory alone; what is new in the
    /// mailboxes is looked for meanwhile.
    /// </summary>
    /// <param name="account">Whose.</param>
    /// <param name="query">What was typed; empty for everybody.</param>
    /// <param name="most">How many at most.</param>
    public PeopleFound Find(AccountId account, string query, int most)
    {
        var held = _accounts.GetOrAdd(account, static _ => new Held());
        LookSoon(account, held);
        var settings = _settings.Known(account);
        var found = held.Known.Book.Find(query, most + 1, settings.IsHidden, _time.GetUtcNow());
        return new PeopleFound([.. found.Take(most)], found.Count > most, Volatile.Read(ref held.Complete));
    }

    /// <summary>
    /// Whether a message ever went to an address. From memory alone, like <see cref="Find"/>: nobody is known until the mailboxes were
    /// looked through, which begins by asking.
    /// </summary>
    public bool WasWrittenTo(AccountId account, string email)
    {
        var held = _accounts.GetOrAdd(account, static _ => new Held());
        LookSoon(account, held);
        return held.Known.Book.WasWrittenTo(email);
    }

    /// <summary>How somebody who wrote is known. From memory alone; what is new in the mailboxes is looked for meanwhile.</summary>
    public Acquaintance Acquaintance(AccountId account, Address who)
    {
        var held = _accounts.GetOrAdd(account, static _ => new Held());
        LookSoon(account, held);
        var book = held.Known.Book;
        var person = book.Of(who.Email);
        var namesake = person is { Written: > 0 } ? null : book.Called(who.Name, _time.GetUtcNow());
        return new Acquaintance(
            person, namesake is not null && namesake.Email.Equals(who.Email, StringComparison.OrdinalIgnoreCase) ? null : namesake,
            Volatile.Read(ref held.Complete));
    }

    /// <summary>A message goes to these: they are suggested from now on.</summary>
    public void NoteWritten(AccountId account, IEnumerable<Address> recipients)
    {
        var held = _accounts.GetOrAdd(account, static _ => new Held());
        foreach (var who in recipients)
            held.Known.Book.NoteWritten(who, _time.GetUtcNow());
    }

    /// <summary>Somebody is not suggested any more, on no device.</summary>
    /// <exception cref="MailException">The choice was not kept.</exception>
    public Task HideAsync(AccountId account, string email, CancellationToken token) =>
        _settings.UpdateAsync(account, settings => settings.WithHidden(email), token);

    /// <summary>Looks for what is new, and waits until that is done; at once when somebody looked a moment ago.</summary>
    internal Task LookAsync(AccountId account)
    {
        var held = _accounts.GetOrAdd(account, static _ => new Held());
        return LookSoon(account, held) ?? Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose() => _pool.Closed -= Forget;

    private void Forget(AccountId account) => _accounts.TryRemove(account, out _);

    private Task? LookSoon(AccountId account, Held held)
    {
        lock (held)
        {
            if (held.Reading is { IsCompleted: false } || (held.ReadAt != 0 && _time.GetElapsedTime(held.ReadAt) < Fresh))
                return held.Reading;
            held.ReadAt = _time.GetTimestamp();
            return held.Reading = Task.Run(() => LookAsync(account, held));
        }
    }

    private async Task LookAsync(AccountId account, Held held)
    {
        // It is no part of the trace of whoever happened to ask.
        Activity.Current = null;
        try
        {
            await _settings.ReadAsync(account, CancellationToken.None).ConfigureAwait(false);
            if (held.Known.Read.Count == 0 && await _store.ReadAsync(account, CancellationToken.None).ConfigureAwait(false) is { } kept)
                Take(held, KnownPeople.Of(kept));
            var before = held.Known.Read.Values.ToList();
            foreach (var (mailbox, isSent) in await MailboxesAsync(account).ConfigureAwait(false))
            {
                var known = held.Known.Read.GetValueOrDefault(mailbox.FullName);
                held.Known.Read[mailbox.FullName] = await _reader.ReadAsync(account, mailbox, isSent, known, held.Known.Book, CancellationToken.None)
                    .ConfigureAwait(false);
            }

            Volatile.Write(ref held.Complete, true);
            if (!before.SequenceEqual(held.Known.Read.Values))
                await _store.WriteAsync(account, held.Known.Write(_time.GetUtcNow()), CancellationToken.None).ConfigureAwait(false);
        }
        catch (MailException e)
        {
            // What is known serves; whoever asks next looks again.
            PeopleLog.NotRead(_logger, account, e.Failure);
        }
    }

    // Whoever was written to while the store was read stays.
    private void Take(Held held, KnownPeople kept)
    {
        foreach (var person in held.Known.Book.All(_time.GetUtcNow()))
            kept.Book.NoteWritten(new Address(person.Name, person.Email), person.Last);
        held.Known = kept;
    }

    private async Task<IEnumerable<(MailboxName Mailbox, bool IsSent)>> MailboxesAsync(AccountId account)
    {
        var list = _mailboxes.Known(account) ?? await _mailboxes.ListAsync(account, CancellationToken.None).ConfigureAwait(false);
        return list.Where(static mailbox => mailbox.Selectable && mailbox.SpecialUse == SpecialUse.Sent).Take(1).Select(static mailbox => (mailbox.Name, true))
            .Append((MailboxName.Inbox, false));
    }
}

/// <summary>Some people.</summary>
/// <param name="People">The likeliest first.</param>
/// <param name="IsMore">There are more of them.</param>
/// <param name="IsComplete">The mailboxes were looked through; else more may be known in a moment.</param>
public sealed record PeopleFound(IReadOnlyList<Person> People, bool IsMore, bool IsComplete);

/// <summary>How somebody who wrote is known.</summary>
/// <param name="Person">What is known of the address; <see langword="null"/> for nothing.</param>
/// <param name="Namesake">Somebody with the same name at another address, who was written to while this address never was.</param>
/// <param name="IsComplete">The mailboxes were looked through; else more may be known in a moment.</param>
public sealed record Acquaintance(Person? Person, Person? Namesake, bool IsComplete);
