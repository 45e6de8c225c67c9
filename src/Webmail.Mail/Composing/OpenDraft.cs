using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Webmail.Mail.Accounts;

namespace Webmail.Mail.Composing;

/// <summary>One draft while it is written: its newest revision, and the work that saves it.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore's wait handle is asked for by nobody: it holds nothing to dispose.")]
internal sealed class OpenDraft(AccountId account, DraftJournal journal, DraftService drafts, TimeProvider time, ILogger logger) : IDisposable
{
    private static readonly TimeSpan[] Pauses = [.. new[] { 2, 5, 15, 30, 60 }.Select(static seconds => TimeSpan.FromSeconds(seconds))];

    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopped = new();
    private JournalledDraft? _kept;
    private readonly DateTimeOffset _begun = time.GetUtcNow();
    private DateTimeOffset? _savedAt;
    private DateTimeOffset _due;
    private DateTimeOffset _latest;
    private MailFailure? _failure;
    private TaskCompletionSource _changed = Signal();
    private TaskCompletionSource _woken = Signal();
    private Task? _work;

    /// <summary>The newest revision; <see langword="null"/> when nothing was taken in.</summary>
    public Draft? Latest => _kept?.Draft;

    /// <summary>Whether everything is saved, for so long.</summary>
    public bool IsAtRestSince(DateTimeOffset time)
    {
        lock (_gate)
            return _work is null && (_savedAt ?? _begun) < time;
    }

    /// <summary>Takes in what an earlier process left.</summary>
    public void Adopt(JournalledDraft kept)
    {
        lock (_gate)
        {
            if (_kept is { } own && (own.Draft.Revision >= kept.Draft.Revision || own.Saved < own.Draft.Revision))
                return;
            _kept = kept;
            if (kept.Saved < kept.Draft.Revision)
                Begin(TimeSpan.Zero);
        }
    }

    /// <summary>Takes a revision in: durable when this returns.</summary>
    public async Task PutAsync(Draft draft, long known, CancellationToken token)
    {
        await _writing.WaitAsync(token).ConfigureAwait(false);
        try
        {
            var before = _kept;
            var own = before is not null && Draft.IsSameWriter(before.Draft.Writer, draft.Writer);
            if (before is not null && before.Draft.Revision >= draft.Revision
                && (before.Draft.Revision == draft.Revision ? Same(before.Draft, draft) : own || known >= before.Draft.Revision))
            {
                return;
            }

            if (before is not null && !own && (before.Draft.Revision > known || before.Draft.Revision == draft.Revision))
                throw new DraftConflictException(before.Draft);
            // A conflict with the mailbox is found when it is saved: against what the first of these revisions was made from, or what
            // its writer was shown by another node since.
            var kept = new JournalledDraft(draft, before is null || known > before.Draft.Revision ? known : before.Base,
                // The same revision with other content is not saved yet.
                Math.Min(before?.Saved ?? 0, draft.Revision - 1));
            await journal.WriteAsync(account, kept, token).ConfigureAwait(false);
            lock (_gate)
            {
                _kept = kept;
                Begin(DraftRhythm.RestAfter(before?.Draft, draft));
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Waits until a revision is saved or an attempt fails, or the token ends; then how far it is.</summary>
    public async Task<DraftState> WaitAsync(long revision, CancellationToken token)
    {
        var failed = false;
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                var state = new DraftState(_kept?.Saved ?? 0, _savedAt, _failure);
                if (state.SavedRevision >= revision || failed || token.IsCancellationRequested || _stopped.IsCancellationRequested)
                    return state;
                changed = _changed.Task;
            }

            // The time that is up is no failure: how far it is, is told all the same.
            await changed.WaitAsync(token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            lock (_gate)
                failed = _failure is not null;
        }
    }

    /// <summary>Tries now what waits for its next attempt.</summary>
    public void Wake()
    {
        lock (_gate)
            _woken.TrySetResult();
    }

    /// <summary>Ends the work; a save that is under way ends first.</summary>
    public async Task StopAsync(CancellationToken token)
    {
        await _stopped.CancelAsync().ConfigureAwait(false);
        if (_work is { } work)
            await work.WaitAsync(token).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _stopped.Cancel();

    // Wherever it was written.
    private static bool Same(Draft one, Draft other) => JsonSerializer.SerializeToUtf8Bytes(one with { Writer = "" }, DraftJson.Options).AsSpan()
        .SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(other with { Writer = "" }, DraftJson.Options));

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Begin(TimeSpan rest)
    {
        var now = time.GetUtcNow();
        if (_work is null)
            _latest = now + DraftRhythm.Longest(rest);
        _due = now + rest < _latest ? now + rest : _latest;
        _work ??= Task.Run(WorkAsync);
    }

    private async Task WorkAsync()
    {
        var failures = 0;
        try
        {
            while (!_stopped.IsCancellationRequested)
            {
                await RestAsync().ConfigureAwait(false);
                if (await SaveAsync().ConfigureAwait(false))
                {
                    failures = 0;
                    lock (_gate)
                    {
                        if (_kept!.Saved >= _kept.Draft.Revision || _stopped.IsCancellationRequested)
                        {
                            _work = null;
                            return;
                        }

                        _latest = time.GetUtcNow() + DraftRhythm.Longest(_due - time.GetUtcNow());
                    }

                    continue;
                }

                Task woken;
                lock (_gate)
                    woken = (_woken = Signal()).Task;
                var pause = Task.Delay(Pauses[Math.Min(failures++, Pauses.Length - 1)], time, _stopped.Token);
                await Task.WhenAny(pause, woken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
        {
            // The draft is not wanted any more.
        }
    }

    // Every key puts it off, but not for ever.
    private async Task RestAsync()
    {
        while (true)
        {
            TimeSpan left;
            lock (_gate)
                left = _due - time.GetUtcNow();
            if (left <= TimeSpan.Zero)
                return;
            await Task.Delay(left, time, _stopped.Token).ConfigureAwait(false);
        }
    }

    private async Task<bool> SaveAsync()
    {
        JournalledDraft kept;
        lock (_gate)
            kept = _kept!;
        MailFailure? failure = null;
        try
        {
            await SaveAsync(kept).ConfigureAwait(false);
            await NoteAsync(kept.Draft.Revision).ConfigureAwait(false);
        }
        catch (MailException e)
        {
            ComposingLog.NotSaved(logger, account, e.Failure);
            failure = e.Failure;
        }
#pragma warning disable CA1031 // It is told as a failure and tried again: a writer must not wait for a save that nobody makes any more.
        catch (Exception e)
#pragma warning restore CA1031
        {
            ComposingLog.Unexpected(logger, account, e);
            failure = MailFailure.ServerRefused;
        }

        lock (_gate)
        {
            _failure = failure;
            (var told, _changed) = (_changed, Signal());
            told.TrySetResult();
        }

        return failure is null;
    }

    private async Task SaveAsync(JournalledDraft kept)
    {
        var known = Math.Max(kept.Base, kept.Saved);
        try
        {
            await drafts.SaveAsync(account, kept.Draft, known, CancellationToken.None).ConfigureAwait(false);
        }
        catch (DraftConflictException conflict)
        {
            // Both stay. The other gets a name of its own, the same however often this is tried.
            var theirs = conflict.Theirs with { Id = AnotherId(conflict.Theirs) };
            await drafts.SaveAsync(account, theirs, long.MaxValue, CancellationToken.None).ConfigureAwait(false);
            await drafts.SaveAsync(account, kept.Draft, conflict.Theirs.Revision, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static string AnotherId(Draft draft) => HexId.Of(string.Create(CultureInfo.InvariantCulture, $"{draft.Id} {draft.Revision}"));

    private async Task NoteAsync(long revision)
    {
        await _writing.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            JournalledDraft kept;
            lock (_gate)
            {
                kept = _kept = _kept! with { Saved = revision };
                _savedAt = time.GetUtcNow();
            }

            if (_stopped.IsCancellationRequested)
                return;
            if (kept.Draft.Revision == revision)
                await journal.RemoveAsync(account, kept.Draft.Id, CancellationToken.None).ConfigureAwait(false);
            else
                await journal.WriteAsync(account, kept, CancellationToken.None).ConfigureAwait(false);
        }
        catch (SessionStoreException e)
        {
            // The journal then says less than is true: the next process saves the same revision again, which changes nothing.
            ComposingLog.StoreAway(logger, account, e.Message);
        }
        finally
        {
            _writing.Release();
        }
    }
}
