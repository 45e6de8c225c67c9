using Webmail.Mail.Composing;

namespace Webmail.Mail.People;

/// <summary>
/// The people of one account, in memory: whoever was written to comes first, then whoever wrote, then lists and machines; among each
/// the recent and the frequent. Safe for all threads; asking it needs nobody else.
/// </summary>
internal sealed class PeopleBook
{
    /// <summary>More are not kept: those that matter least go.</summary>
    public const int Most = 25_000;

    private static readonly TimeSpan HalfLife = TimeSpan.FromDays(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _people = new(StringComparer.OrdinalIgnoreCase);
    private Ranked[]? _ranked;
    private DateTimeOffset _rankedAt;
    private DateTimeOffset _newest;

    private sealed class Entry(string email)
    {
        public string Email => email;

        public string Name { get; set; } = "";

        public DateTimeOffset NamedAt { get; set; }

        public int Written { get; set; }

        public int Received { get; set; }

        public DateTimeOffset Last { get; set; }

        public Person Snapshot() => new(Name, Email, Written, Received, Last, Written == 0 && Received == 0);
    }

    private sealed record Ranked(Person Person, string Words);

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _people.Count;
        }
    }

    /// <summary>Somebody was written to.</summary>
    public void NoteWritten(Address who, DateTimeOffset when) => Note(who, when, static entry => entry.Written++);

    /// <summary>Somebody wrote.</summary>
    /// <param name="who">As the message says.</param>
    /// <param name="when">When it came.</param>
    /// <param name="bulk">Sent by a list or a machine.</param>
    public void NoteReceived(Address who, DateTimeOffset when, bool bulk) => Note(who, when, bulk ? static _ => { } : static entry => entry.Received++);

    /// <summary>Somebody as they were kept.</summary>
    public void Restore(Person person)
    {
        lock (_gate)
        {
            if (person.Last > _newest)
                _newest = person.Last;
            _people.TryAdd(person.Email, new Entry(person.Email)
            {
                Name = person.Name,
                NamedAt = person.Last,
                Written = person.Written,
                Received = person.Received,
                Last = person.Last,
            });
            _ranked = null;
        }
    }

    /// <summary>All, the first first.</summary>
    public IReadOnlyList<Person> All(DateTimeOffset now) => [.. Rank(now).Select(static one => one.Person)];

    /// <summary>Whether somebody was written to.</summary>
    public bool WasWrittenTo(string email)
    {
        lock (_gate)
            return _people.TryGetValue(email, out var entry) && entry.Written > 0;
    }

    /// <summary>Those whose name or address has words that begin so.</summary>
    /// <param name="query">What somebody typed; empty for everybody.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="without">Whom not.</param>
    /// <param name="now">The time.</param>
    public IReadOnlyList<Person> Find(string query, int most, Func<string, bool> without, DateTimeOffset now)
    {
        var terms = PeopleWords.Terms(query);
        return [.. Rank(now).Where(one => PeopleWords.Match(one.Words, terms) && !without(one.Person.Email)).Take(most).Select(static one => one.Person)];
    }

    /// <summary>Somebody by their address; <see langword="null"/> when nothing is known.</summary>
    public Person? Of(string email)
    {
        lock (_gate)
            return _people.GetValueOrDefault(email)?.Snapshot();
    }

    /// <summary>Somebody who was written to and is called so; <see langword="null"/> when nobody is.</summary>
    public Person? Called(string name, DateTimeOffset now)
    {
        var folded = Name(name);
        return folded.Length == 0 ? null : Array.Find(Rank(now), one => one.Person.Written > 0
            && one.Words.StartsWith(" " + folded, StringComparison.Ordinal) && Name(one.Person.Name) == folded)?.Person;

        static string Name(string text) => string.Join(' ', PeopleWords.Terms(text));
    }

    private void Note(Address who, DateTimeOffset when, Action<Entry> count)
    {
        if (!Recipient.IsAddress(who.Email))
            return;
        lock (_gate)
        {
            if (!_people.TryGetValue(who.Email, out var entry))
            {
                MakeRoom();
                _people[who.Email] = entry = new Entry(who.Email);
            }

            if (when > _newest)
                _newest = when;
            count(entry);
            if (when > entry.Last)
                entry.Last = when;
            if (NameOf(who) is { Length: > 0 } name && when >= entry.NamedAt)
                (entry.Name, entry.NamedAt) = (name, when);
            _ranked = null;
        }
    }

    // A name with an address in it says who somebody is not, or what everybody sees anyway.
    private static string NameOf(Address who) =>
        who.Name.Contains('@', StringComparison.Ordinal) || who.Name.Contains('＠', StringComparison.Ordinal) ? "" : who.Name.Trim();

    // Mail is read from the newest to the oldest: what is new is so by the newest.
    private void MakeRoom()
    {
        if (_people.Count < Most)
            return;
        foreach (var entry in _people.Values.OrderBy(Tier).ThenBy(entry => Score(entry, _newest)).Take(Most / 10).ToList())
            _people.Remove(entry.Email);
    }

    private Ranked[] Rank(DateTimeOffset now)
    {
        lock (_gate)
        {
            // An hour changes nobody's place.
            if (_ranked is null || (now - _rankedAt).Duration() > TimeSpan.FromHours(1))
            {
                _ranked = [.. _people.Values.OrderByDescending(Tier).ThenByDescending(entry => Score(entry, now)).ThenBy(static entry => entry.Email, StringComparer.Ordinal)
                    .Select(static entry => new Ranked(entry.Snapshot(), PeopleWords.Words(PeopleWords.Fold($"{entry.Name} {entry.Email}"))))];
                _rankedAt = now;
            }

            return _ranked;
        }
    }

    private static int Tier(Entry entry) => entry.Written > 0 ? 2 : entry.Received > 0 ? 1 : 0;

    // Twice as often counts as one more; today counts as 63 times, a month ago as 7.
    private static double Score(Entry entry, DateTimeOffset now) =>
        Math.Log2(1 + entry.Written + (entry.Received / 4.0)) + (6 * Math.Pow(0.5, Math.Max(0, (now - entry.Last) / HalfLife)));
}
