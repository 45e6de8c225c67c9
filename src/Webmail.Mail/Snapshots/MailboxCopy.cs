using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Webmail.Mail.Snapshots;

/// <summary>Copies one mailbox: looks what is missing, sends it, and after an interruption looks again before it goes on.</summary>
internal sealed class MailboxCopy(
    SourceMailbox mailbox, SourceAccount source, TargetAccount target, SnapshotTally tally, SnapshotLimits limits)
{
    // What the server said it took, or refused for good, in this run: not sent again, whatever a comparison says.
    private readonly HashSet<uint> _settled = [];
    private readonly Dictionary<uint, int> _brokeWith = [];
    private ImmutableArray<string> _levels = mailbox.Target;
    private IReadOnlyList<IndexedMessage> _missing = [];
    private uint _validity;
    private bool _isCurrent;
    private int _batch = limits.BatchMessages;
    private bool _reported;
    private MailException? _sourceFailure;

    /// <summary>The mailbox here.</summary>
    public MailboxName Name => mailbox.Name;

    /// <summary>Messages that are still to be copied.</summary>
    public int Missing => _missing.Count;

    /// <summary>Compares both sides; the first time everything that is missing becomes part of the sum.</summary>
    public async Task LookAsync(CancellationToken token)
    {
        var (validity, here) = await source.IndexAsync(mailbox.Name, token).ConfigureAwait(false);
        if (_reported && validity != _validity)
            throw new MailException(MailFailure.MailboxRecreated);
        var there = await target.FindAsync(_levels, token).ConfigureAwait(false) is { } found
            ? await target.IndexAsync(found, token).ConfigureAwait(false) : [];
        IReadOnlyList<IndexedMessage> missing = [.. MessageIndex.Missing(here, there).Where(message => !_settled.Contains(message.Uid))];
        if (_reported)
        {
            Reconcile(here, missing);
        }
        else
        {
            tally.Update(now => now with
            {
                Messages = now.Messages + missing.Count,
                Bytes = now.Bytes + Sum(missing),
                AlreadyThere = now.AlreadyThere + here.Count - missing.Count,
            });
        }

        (_validity, _missing, _reported, _isCurrent) = (validity, missing, true, true);
    }

    /// <summary>Sends what is missing. Throws transient failures, after which it can be called again.</summary>
    public async Task CopyAsync(CancellationToken token)
    {
        if (!_isCurrent)
            await LookAsync(token).ConfigureAwait(false);
        // From here on nobody knows what arrived until everything has, or both sides were looked at again.
        _isCurrent = false;
        var opened = await MakeAsync(token).ConfigureAwait(false);
        for (var at = 0; at < _missing.Count;)
        {
            var some = Batch(at);
            await SendAsync(opened, some, token).ConfigureAwait(false);
            at += some.Count;
            _batch = Math.Min(limits.BatchMessages, _batch * 2);
        }

        (_missing, _isCurrent) = ([], true);
    }

    /// <summary>Gives up what is left.</summary>
    public void Abandon(MailException why)
    {
        var left = _missing.Count(message => !_settled.Contains(message.Uid));
        if (left > 0 || !_reported)
            tally.Fail(mailbox.Name, why, left);
    }

    private async Task<TargetMailbox> MakeAsync(CancellationToken token)
    {
        var (opened, levels) = await target.MakeAsync(_levels, token).ConfigureAwait(false);
        if (mailbox.Renamed || !levels.AsSpan().SequenceEqual(mailbox.Target.AsSpan()))
            tally.Note(new SnapshotNotice(SnapshotNoticeKind.Renamed, mailbox.Name, opened.Name.FullName, 0));
        _levels = levels;
        return opened;
    }

    // What was in doubt: some of it may have arrived, and some may be gone here.
    private void Reconcile(IReadOnlyList<IndexedMessage> here, IReadOnlyList<IndexedMessage> missing)
    {
        var uids = here.Select(static message => message.Uid).ToHashSet();
        var still = missing.Select(static message => message.Uid).ToHashSet();
        var before = _missing.Where(message => !_settled.Contains(message.Uid)).ToList();
        var gone = before.Where(message => !uids.Contains(message.Uid)).ToList();
        var arrived = before.Where(message => uids.Contains(message.Uid) && !still.Contains(message.Uid)).ToList();
        var known = before.Select(static message => message.Uid).ToHashSet();
        var added = missing.Where(message => !known.Contains(message.Uid)).ToList();
        tally.Vanished(gone.Count - added.Count, Sum(gone) - Sum(added));
        tally.Copied(arrived.Count, Sum(arrived));
        foreach (var message in arrived)
            _settled.Add(message.Uid);
    }

    private List<IndexedMessage> Batch(int at)
    {
        var some = new List<IndexedMessage>();
        long bytes = 0;
        while (at < _missing.Count && some.Count < _batch && (some.Count == 0 || bytes + _missing[at].Size <= limits.BatchBytes))
        {
            bytes += _missing[at].Size;
            some.Add(_missing[at++]);
        }

        return some;
    }

    private async Task SendAsync(TargetMailbox opened, List<IndexedMessage> some, CancellationToken token)
    {
        var limit = opened.Folder.AppendLimit ?? target.AppendLimit;
        foreach (var large in some.Where(message => message.Size > limit).ToList())
        {
            await RefuseAsync(large, new MailException(MailFailure.TooLarge), token).ConfigureAwait(false);
            some = [.. some.Where(message => message != large)];
        }

        if (some is [{ } one] && one.Size > limits.BatchBytes)
        {
            if (await source.DescribeAsync(mailbox.Name, _validity, one, token).ConfigureAwait(false) is { } described)
                await SendAsync(opened, [described], token).ConfigureAwait(false);
            else
                Vanished([one]);
            return;
        }

        if (some.Count == 0)
            return;
        var fetched = await source.FetchAsync(mailbox.Name, _validity, some, token).ConfigureAwait(false);
        var here = fetched.Select(static message => message.Message.Uid).ToHashSet();
        Vanished([.. some.Where(message => !here.Contains(message.Uid))]);
        if (target.TakesSeveral && fetched.Count > 1)
        {
            await SendAsync(opened, fetched, token).ConfigureAwait(false);
            return;
        }

        foreach (var message in fetched)
            await SendAsync(opened, [message], token).ConfigureAwait(false);
    }

    private async Task SendAsync(TargetMailbox opened, IReadOnlyList<TravellingMessage> messages, CancellationToken token)
    {
        try
        {
            await AppendAsync(opened, messages, withKeywords: true, token).ConfigureAwait(false);
        }
        catch (MailException e) when (e.IsTransient)
        {
            _batch = Math.Max(1, Math.Min(_batch, messages.Count) / 2);
            if (e == _sourceFailure || messages is not [var only] || !IsToBlame(only, e))
                throw;
            await RefuseAsync(only.Message, e, token).ConfigureAwait(false);
        }
        catch (MailException e) when (IsAboutMessages(e) && messages.Count > 1)
        {
            // None of them was taken: find out which one it is about.
            foreach (var message in messages)
                await SendAsync(opened, [message], token).ConfigureAwait(false);
        }
        catch (MailException e) when (e.Failure == MailFailure.ServerRefused && messages[0].Flags.Keywords.Any(opened.Keeps))
        {
            await SendPlainAsync(opened, messages[0], token).ConfigureAwait(false);
        }
        catch (MailException e) when (e.Failure != MailFailure.QuotaExceeded && IsAboutMessages(e))
        {
            await RefuseAsync(messages[0].Message, e, token).ConfigureAwait(false);
        }
    }

    // Some servers promise keywords and refuse them: the message matters more.
    private async Task SendPlainAsync(TargetMailbox opened, TravellingMessage message, CancellationToken token)
    {
        try
        {
            await AppendAsync(opened, [message], withKeywords: false, token).ConfigureAwait(false);
        }
        catch (MailException e) when (e.Failure != MailFailure.QuotaExceeded && IsAboutMessages(e))
        {
            await RefuseAsync(message.Message, e, token).ConfigureAwait(false);
        }
    }

    private async Task AppendAsync(TargetMailbox opened, IReadOnlyList<TravellingMessage> messages, bool withKeywords, CancellationToken token)
    {
        if (messages is [{ Raw: null } large])
            await target.AppendAsync(opened, large, PiecesAsync(large.Message, token), withKeywords, token).ConfigureAwait(false);
        else
            await target.AppendAsync(opened, messages, withKeywords, token).ConfigureAwait(false);
        foreach (var message in messages)
            _settled.Add(message.Message.Uid);
        tally.Copied(messages.Count, messages.Sum(static message => (long)message.Message.Size));
        var lost = messages.Count(message => message.Flags.Keywords.Any(keyword => !withKeywords || !opened.Keeps(keyword)));
        if (lost > 0)
            tally.Note(new SnapshotNotice(SnapshotNoticeKind.KeywordsLost, mailbox.Name, opened.Name.FullName, lost));
    }

    private async IAsyncEnumerable<byte[]> PiecesAsync(IndexedMessage message, [EnumeratorCancellation] CancellationToken token)
    {
        for (long at = 0; at < message.Size;)
        {
            var wanted = (int)Math.Min(limits.PieceBytes, message.Size - at);
            var piece = await PieceAsync(message.Uid, (int)at, wanted, token).ConfigureAwait(false);
            // As many bytes as were announced have to follow, and there are none.
            if (piece.Length == 0)
                throw new MailException(MailFailure.MessageGone);
            at += piece.Length;
            yield return piece;
        }
    }

    private async Task<byte[]> PieceAsync(uint uid, int offset, int count, CancellationToken token)
    {
        try
        {
            return await source.PieceAsync(mailbox.Name, _validity, uid, offset, count, token).ConfigureAwait(false);
        }
        catch (MailException e)
        {
            _sourceFailure = e;
            throw;
        }
    }

    // A message at which some server always dies must not keep the others from being copied.
    private bool IsToBlame(TravellingMessage message, MailException e)
    {
        if (e.Failure is not (MailFailure.ConnectionLost or MailFailure.ServerTimeout))
            return false;
        var times = _brokeWith[message.Message.Uid] = _brokeWith.GetValueOrDefault(message.Message.Uid) + 1;
        return times >= limits.AttemptsWithOneMessage;
    }

    private async Task RefuseAsync(IndexedMessage message, MailException why, CancellationToken token)
    {
        var subject = await source.SubjectAsync(mailbox.Name, _validity, message.Uid, token).ConfigureAwait(false);
        _settled.Add(message.Uid);
        tally.Fail(mailbox.Name, why, 1, subject);
    }

    private void Vanished(IReadOnlyCollection<IndexedMessage> messages)
    {
        foreach (var message in messages)
            _settled.Add(message.Uid);
        if (messages.Count > 0)
            tally.Vanished(messages.Count, Sum(messages));
    }

    private static bool IsAboutMessages(MailException e) =>
        e.Failure is MailFailure.ServerRefused or MailFailure.TooLarge or MailFailure.QuotaExceeded or MailFailure.MessageGone;

    private static long Sum(IEnumerable<IndexedMessage> messages) => messages.Sum(static message => (long)message.Size);
}
