using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Webmail.Mail.Operations;

/// <summary>
/// The journal as records: "{order}.{id}" holds an operation and where it stands, "{order}.{id}/{n}" its n-th part. So a step of a
/// large operation writes down that step alone.
/// </summary>
internal static class JournalRecords
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Converters = { new UidSetConverter(), new MailboxNameConverter(), new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private sealed record Head(
        Operation Operation, OperationState State, MailboxName? Target, MailFailure? Failure, string Detail, bool CancelRequested,
        string? UndoneBy, DateTimeOffset? Began, DateTimeOffset? Ended);

    /// <summary>The name of an operation's record.</summary>
    public static string NameOf(long order, string id) => string.Create(CultureInfo.InvariantCulture, $"{order:D19}.{id}");

    /// <summary>The name of the record of a part.</summary>
    public static string NameOf(string head, int part) => string.Create(CultureInfo.InvariantCulture, $"{head}/{part}");

    /// <summary>An operation without its parts.</summary>
    public static ReadOnlyMemory<byte> Write(JournalEntry entry) => JsonSerializer.SerializeToUtf8Bytes(
        new Head(
            entry.Operation, entry.State, entry.Target, entry.Failure, entry.Detail, entry.CancelRequested, entry.UndoneBy, entry.Began,
            entry.Ended),
        Options);

    /// <summary>A part of an operation.</summary>
    public static ReadOnlyMemory<byte> Write(Chunk chunk) => JsonSerializer.SerializeToUtf8Bytes(chunk, Options);

    /// <summary>The entries, in the order they were made, each with its order; how many records nobody can read.</summary>
    public static (IReadOnlyList<(long Order, JournalEntry Entry)> Entries, int Unreadable) Read(
        IReadOnlyDictionary<string, ReadOnlyMemory<byte>> records)
    {
        var entries = new List<(long, JournalEntry)>();
        var unreadable = 0;
        foreach (var (name, value) in records.OrderBy(static record => record.Key, StringComparer.Ordinal))
        {
            if (name.Contains('/', StringComparison.Ordinal))
                continue;
            try
            {
                var order = long.Parse(name.AsSpan(0, name.IndexOf('.', StringComparison.Ordinal)), NumberStyles.None, CultureInfo.InvariantCulture);
                entries.Add((order, ReadEntry(name, value, records)));
            }
            catch (Exception e) when (e is JsonException or FormatException or ArgumentException or OverflowException)
            {
                unreadable++;
            }
        }

        return (entries, unreadable);
    }

    private static JournalEntry ReadEntry(
        string name, ReadOnlyMemory<byte> value, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> records)
    {
        var head = JsonSerializer.Deserialize<Head>(value.Span, Options) ?? throw new JsonException();
        var entry = new JournalEntry(head.Operation)
        {
            State = head.State,
            Target = head.Target,
            Failure = head.Failure,
            Detail = head.Detail,
            CancelRequested = head.CancelRequested,
            UndoneBy = head.UndoneBy,
            Began = head.Began,
            Ended = head.Ended,
            Durable = true,
        };
        for (var part = 0; records.TryGetValue(NameOf(name, part), out var chunk); part++)
            entry.Put(JsonSerializer.Deserialize<Chunk>(chunk.Span, Options) ?? throw new JsonException());
        return entry;
    }

    private sealed class UidSetConverter : JsonConverter<UidSet>
    {
        public override UidSet Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            UidSet.TryParse(reader.GetString(), out var set) ? set : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, UidSet value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }

    private sealed class MailboxNameConverter : JsonConverter<MailboxName>
    {
        public override MailboxName Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.GetString() ?? throw new JsonException());

        public override void Write(Utf8JsonWriter writer, MailboxName value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.FullName);
    }
}
