using Microsoft.Extensions.Logging;

namespace Webmail.Mail.Imap;

/// <summary>The connections of one account that are there: at rest, or lent. Used under the lock of <see cref="AccountConnections"/>.</summary>
internal sealed class ConnectionShelf(AccountId account, ILogger logger)
{
    // An extra connection at rest is closed soon, the last one late: servers end a silent session after 30 minutes.
    private static readonly TimeSpan ExtraRest = TimeSpan.FromMinutes(2);

    private readonly List<ImapConnection> _resting = [];
    private readonly HashSet<ImapConnection> _lent = [];
    private readonly HashSet<ImapConnection> _lentInBackground = [];

    /// <summary>How many are at rest.</summary>
    public int Resting => _resting.Count;

    /// <summary>How many are lent.</summary>
    public int Lent => _lent.Count;

    /// <summary>How many are lent to those nobody waits for.</summary>
    public int LentInBackground => _lentInBackground.Count;

    /// <summary>All of them.</summary>
    public int Open => _resting.Count + _lent.Count;

    /// <summary>Puts one to rest.</summary>
    public void Put(ImapConnection connection) => _resting.Add(connection);

    /// <summary>The one at rest that suits best, lent from now on.</summary>
    public ImapConnection? Lend(ImapRequest request)
    {
        if (BestFor(request) is not { } connection)
            return null;
        _resting.Remove(connection);
        _lent.Add(connection);
        if (request.Priority != ImapPriority.Interactive)
            _lentInBackground.Add(connection);
        return connection;
    }

    /// <summary>Takes one back; one that cannot take another command, or shall not be kept, is dropped.</summary>
    public void TakeBack(ImapConnection connection, bool keep, MailException? failure)
    {
        _lent.Remove(connection);
        _lentInBackground.Remove(connection);
        if (keep && connection.IsUsable)
            _resting.Add(connection);
        else
            Drop(connection, failure);
    }

    /// <summary>One at rest, not counted any more, for whoever closes it.</summary>
    public ImapConnection? Release()
    {
        var spare = _resting.FirstOrDefault();
        if (spare is not null)
            _resting.Remove(spare);
        return spare;
    }

    /// <summary>Drops those at rest that <paramref name="which"/> names.</summary>
    public void DropResting(Func<ImapConnection, bool> which)
    {
        foreach (var connection in _resting.Where(which).ToList())
        {
            _resting.Remove(connection);
            Drop(connection, null);
        }
    }

    /// <summary>Drops what rested longer than <paramref name="longest"/>, and all but one after a shorter time.</summary>
    public void Tidy(TimeSpan longest)
    {
        DropResting(connection => !connection.IsUsable || connection.Idle >= longest);
        var extra = _resting.OrderBy(static c => c.Idle).Skip(1).Where(static c => c.Idle >= ExtraRest).ToHashSet();
        DropResting(extra.Contains);
    }

    /// <summary>Cuts what is lent.</summary>
    public void SacrificeLent()
    {
        foreach (var connection in _lent)
            connection.Sacrifice();
    }

    /// <summary>Closes one that is not kept.</summary>
    public void Drop(ImapConnection connection, MailException? failure)
    {
        ImapLog.Dropped(logger, account, failure?.Failure);
        _ = connection.DisposeAsync().AsTask();
    }

    private ImapConnection? BestFor(ImapRequest request)
    {
        DropResting(static c => !c.IsUsable);
        if (_resting.Count == 0)
            return null;
        var best = request.Mailbox is { } mailbox ? _resting.Find(c => c.Has(mailbox, request.Access)) : null;
        return best ?? _resting.Find(static c => c.HasNothingSelected) ?? _resting.MaxBy(static c => c.Idle);
    }
}
