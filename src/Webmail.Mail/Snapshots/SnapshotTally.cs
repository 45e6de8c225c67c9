using System.Collections.Immutable;

namespace Webmail.Mail.Snapshots;

/// <summary>Keeps count of a copy and tells about it, not more often than eyes can follow. Thread-safe.</summary>
internal sealed class SnapshotTally(SnapshotRequest request, TimeProvider time, Action changed)
{
    private const int MostSubjects = 5;

    private static readonly TimeSpan TellEvery = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly TransferSpeed _speed = new(time);
    private readonly List<SnapshotFailure> _failures = [];
    private readonly List<SnapshotNotice> _notices = [];
    private SnapshotProgress _now = new() { Request = request, Started = time.GetUtcNow() };
    private long _told = time.GetTimestamp();

    /// <summary>How far it is.</summary>
    public SnapshotProgress Now
    {
        get
        {
            lock (_gate)
            {
                var (speed, left) = _now is { Phase: SnapshotPhase.Copying, Waiting: null }
                    ? _speed.Estimate(
                        _now.MessagesDone, _now.BytesDone, _now.Messages - _now.MessagesDone - Failed(), _now.Bytes - _now.BytesDone)
                    : (0, null);
                return _now with { BytesPerSecond = speed, Left = left, Failures = [.. _failures], Notices = [.. _notices] };
            }
        }
    }

    /// <summary>Changes something and tells it, at once when asked to, else when it is time.</summary>
    public void Update(Func<SnapshotProgress, SnapshotProgress> change, bool tellNow = false)
    {
        lock (_gate)
        {
            _now = change(_now);
            if (_now.Phase == SnapshotPhase.Copying)
                _speed.Mark(_now.MessagesDone, _now.BytesDone);
            if (!tellNow && time.GetElapsedTime(_told) < TellEvery)
                return;
            _told = time.GetTimestamp();
        }

        changed();
    }

    /// <summary>Messages arrived.</summary>
    public void Copied(int messages, long bytes) => Update(now => now with
    {
        MessagesDone = now.MessagesDone + messages,
        BytesDone = now.BytesDone + bytes,
        Waiting = null,
    });

    /// <summary>Messages vanished here before they were copied.</summary>
    public void Vanished(int messages, long bytes) =>
        Update(now => now with { Messages = now.Messages - messages, Bytes = now.Bytes - bytes });

    /// <summary>Messages were not copied; those of one mailbox with one reason are told as one.</summary>
    public void Fail(MailboxName mailbox, MailException why, int messages, string subject = "")
    {
        lock (_gate)
        {
            ImmutableArray<string> subjects = subject.Length > 0 ? [subject] : [];
            var at = _failures.FindIndex(known => known.Mailbox == mailbox && known.Failure == why.Failure);
            if (at < 0)
            {
                _failures.Add(new SnapshotFailure(mailbox, why.Failure, why.Detail, messages, subjects));
                return;
            }

            var known = _failures[at];
            _failures[at] = known with
            {
                Messages = known.Messages + messages,
                Subjects = [.. known.Subjects.AddRange(subjects).Take(MostSubjects)],
            };
        }
    }

    /// <summary>Something to tell; counts of one kind and mailbox are added up.</summary>
    public void Note(SnapshotNotice notice)
    {
        lock (_gate)
        {
            var at = _notices.FindIndex(known => known.Kind == notice.Kind && known.Mailbox == notice.Mailbox);
            if (at < 0)
                _notices.Add(notice);
            else
                _notices[at] = notice with { Messages = _notices[at].Messages + notice.Messages };
        }
    }

    private int Failed() => _failures.Sum(static failure => failure.Messages);
}
