using System.Security.Cryptography;

namespace Webmail.Mail.Settings;

/// <summary>
/// The changes of one account that another writer may still overwrite, having read the settings before they were made. Used by one task
/// at a time.
/// </summary>
internal sealed class RecentChanges(TimeProvider time)
{
    /// <summary>After this long whoever read the older settings has written them.</summary>
    public static readonly TimeSpan Settled = TimeSpan.FromSeconds(3);

    // Somebody who was so slow is not there any more; and a change must not be made again when it is old.
    private static readonly TimeSpan Given = TimeSpan.FromMinutes(2);

    private readonly List<Change> _changes = [];

    private sealed record Change(string Mark, Func<AccountSettings, AccountSettings> Make, long MadeAt);

    /// <summary>A mark for a new change.</summary>
    public static string NewMark() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));

    /// <summary>Remembers a change that was just made.</summary>
    public void Add(string mark, Func<AccountSettings, AccountSettings> make) => _changes.Add(new Change(mark, make, time.GetTimestamp()));

    /// <summary>
    /// Compares with what the server has: forgets what is safe, and returns the marks of what was overwritten and of all after it, and the change
    /// that makes them again; <see langword="null"/> when nothing was.
    /// </summary>
    public (IReadOnlyList<string> Marks, Func<AccountSettings, AccountSettings> Make)? Overwritten(AccountSettings now)
    {
        _changes.RemoveAll(change => time.GetElapsedTime(change.MadeAt) >= Given);
        // In order: a change that is made again must not undo one that came after it.
        _changes.RemoveRange(0, _changes.TakeWhile(change => time.GetElapsedTime(change.MadeAt) >= Settled && now.HasMark(change.Mark)).Count());
        Change[] lost = [.. _changes.SkipWhile(change => now.HasMark(change.Mark))];
        return lost.Length == 0 ? null
            : ([.. lost.Select(static change => change.Mark)], settings => lost.Aggregate(settings, static (sum, change) => change.Make(sum)));
    }

    /// <summary>Whether there is anything to look after.</summary>
    public bool IsEmpty => _changes.Count == 0;

    /// <summary>These were made again: whoever overwrote them once may do so once more.</summary>
    public void MadeAgain(IReadOnlyList<string> marks)
    {
        for (var i = 0; i < _changes.Count; i++)
        {
            if (marks.Contains(_changes[i].Mark))
                _changes[i] = _changes[i] with { MadeAt = time.GetTimestamp() };
        }
    }
}
