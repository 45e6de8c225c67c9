namespace Webmail.Mail.Messages;

/// <summary>
/// Remembers what a mailbox looked like so that the next visit needs no FETCH. A cache: it may forget anything at any time, and a
/// failure of the store is a miss, never an error. Stored sealed; nothing in it can be read without the server's key.
/// </summary>
public interface IHeaderCache
{
    /// <summary>The mailbox as last written, or <see langword="null"/>.</summary>
    ValueTask<CachedMailbox?> ReadMailboxAsync(AccountId account, MailboxName mailbox, CancellationToken token);

    /// <summary>Remembers the shape of a mailbox.</summary>
    ValueTask WriteMailboxAsync(AccountId account, MailboxName mailbox, CachedMailbox state, CancellationToken token);

    /// <summary>Those of the asked-for summaries that are known for this UIDVALIDITY, in any order.</summary>
    ValueTask<IReadOnlyList<CachedSummary>> ReadAsync(
        AccountId account, MailboxName mailbox, uint uidValidity, IReadOnlyCollection<Uid> uids, CancellationToken token);

    /// <summary>Adds or replaces summaries.</summary>
    ValueTask WriteAsync(
        AccountId account, MailboxName mailbox, uint uidValidity, IReadOnlyCollection<CachedSummary> summaries, CancellationToken token);

    /// <summary>Forgets a mailbox: it is gone or its UIDVALIDITY changed.</summary>
    ValueTask ForgetAsync(AccountId account, MailboxName mailbox, CancellationToken token);
}

/// <summary>The shape of a mailbox when last synchronised.</summary>
/// <param name="UidValidity">UIDVALIDITY; everything else is worthless when it changes.</param>
/// <param name="UidNext">UIDNEXT.</param>
/// <param name="HighestModSeq">HIGHESTMODSEQ up to which flags are known (RFC 7162); 0 without CONDSTORE.</param>
/// <param name="Uids">All UIDs in the mailbox.</param>
public sealed record CachedMailbox(uint UidValidity, uint UidNext, ulong HighestModSeq, UidSet Uids);

/// <summary>A summary and how fresh its flags are.</summary>
/// <param name="Summary">The row.</param>
/// <param name="ModSeq">The mailbox's HIGHESTMODSEQ when the flags were read; 0 when unknown.</param>
public sealed record CachedSummary(MessageSummary Summary, ulong ModSeq);
