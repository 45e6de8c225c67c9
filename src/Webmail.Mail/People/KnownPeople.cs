using System.Text.Json;

namespace Webmail.Mail.People;

/// <summary>The people of an account and how far its mailboxes were read for them.</summary>
internal sealed class KnownPeople
{
    private sealed record Kept(IReadOnlyList<Person> People, Dictionary<string, PeopleMark> Read);

    /// <summary>Everybody.</summary>
    public PeopleBook Book { get; } = new();

    /// <summary>By the full name of the mailbox.</summary>
    public Dictionary<string, PeopleMark> Read { get; private set; } = [];

    /// <summary>As bytes to be kept.</summary>
    public ReadOnlyMemory<byte> Write(DateTimeOffset now) => JsonSerializer.SerializeToUtf8Bytes(new Kept(Book.All(now), Read), JsonSerializerOptions.Web);

    /// <summary>What <see cref="Write"/> made; nobody when it is damaged or of another version.</summary>
    public static KnownPeople Of(ReadOnlyMemory<byte> bytes)
    {
        var known = new KnownPeople();
        try
        {
            if (JsonSerializer.Deserialize<Kept>(bytes.Span, JsonSerializerOptions.Web) is not { People: { } people, Read: { } read })
                return known;
            foreach (var person in people)
                known.Book.Restore(person);
            known.Read = read;
        }
        catch (JsonException)
        {
            // A cache: it is made anew.
            return new KnownPeople();
        }

        return known;
    }
}

/// <summary>How far a mailbox was read.</summary>
/// <param name="UidValidity">Of the mailbox; when it is another, it is read anew.</param>
/// <param name="UidNext">What is new has this UID or a higher one.</param>
internal sealed record PeopleMark(uint UidValidity, uint UidNext);
