using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using MailKit;
using MailKit.Search;
using MimeKit;

namespace Webmail.Mail.Snapshots;

/// <summary>
/// What makes two messages of different servers the same one: Message-ID, size and the date they came (INTERNALDATE); the whole
/// header instead of a Message-ID that is missing. A hash, because a mailbox may have a million of them.
/// </summary>
/// <param name="Hash">128 bits of SHA-256.</param>
internal readonly record struct MessageIdentity(UInt128 Hash)
{
    /// <summary>Of a message with a Message-ID, as it is written.</summary>
    public static MessageIdentity Of(string messageId, uint size, DateTimeOffset date) => From($"id\n{messageId.Trim()}", size, date);

    /// <summary>Of a message without one.</summary>
    public static MessageIdentity Of(HeaderList header, uint size, DateTimeOffset date)
    {
        var text = new StringBuilder("header\n");
        foreach (var field in header)
            text.Append(field.Field).Append(':').Append(Encoding.Latin1.GetString(field.RawValue));
        return From(text.ToString(), size, date);
    }

    // Servers give the same moment in zones of their own, and none in parts of a second.
    private static MessageIdentity From(string name, uint size, DateTimeOffset date)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{size}\n{date.ToUnixTimeSeconds()}\n{name}"));
        return new MessageIdentity(BinaryPrimitives.ReadUInt128LittleEndian(hash));
    }
}

/// <summary>A message of a mailbox, as far as copying has to know it beforehand.</summary>
/// <param name="Uid">Its UID.</param>
/// <param name="Size">RFC822.SIZE.</param>
/// <param name="Identity">What it is recognised by.</param>
internal readonly record struct IndexedMessage(uint Uid, uint Size, MessageIdentity Identity);

/// <summary>Reads what is in an opened mailbox.</summary>
internal static class MessageIndex
{
    /// <summary>How many messages are asked for at once.</summary>
    public const int Window = 2000;

    private const int HeaderWindow = 100;

    private static readonly FetchRequest Short = new(
        MessageSummaryItems.UniqueId | MessageSummaryItems.Size | MessageSummaryItems.InternalDate, [HeaderId.MessageId]);

    private static readonly FetchRequest WholeHeader = new(
        MessageSummaryItems.UniqueId | MessageSummaryItems.Size | MessageSummaryItems.InternalDate)
    {
        Headers = HeaderSet.All,
    };

    /// <summary>All UIDs, ascending.</summary>
    public static async Task<IReadOnlyList<UniqueId>> UidsAsync(IMailFolder folder, CancellationToken token) =>
        folder.Count == 0 ? [] : [.. (await folder.SearchAsync(SearchQuery.All, token).ConfigureAwait(false)).Order()];

    /// <summary>Some messages, ascending; those that are gone are left out.</summary>
    public static async Task<IReadOnlyList<IndexedMessage>> ReadAsync(IMailFolder folder, IReadOnlyList<UniqueId> uids, CancellationToken token)
    {
        var read = new List<IndexedMessage>(uids.Count);
        var nameless = new List<UniqueId>();
        foreach (var summary in await folder.FetchAsync([.. uids], Short, token).ConfigureAwait(false))
        {
            if (summary.Headers?[HeaderId.MessageId] is { Length: > 0 } messageId)
                read.Add(Entry(summary, MessageIdentity.Of(messageId, summary.Size ?? 0, DateOf(summary))));
            else
                nameless.Add(summary.UniqueId);
        }

        foreach (var some in nameless.Chunk(HeaderWindow))
        {
            foreach (var summary in await folder.FetchAsync(some, WholeHeader, token).ConfigureAwait(false))
                read.Add(Entry(summary, MessageIdentity.Of(summary.Headers ?? [], summary.Size ?? 0, DateOf(summary))));
        }

        return [.. read.OrderBy(static message => message.Uid)];
    }

    /// <summary>The messages that are not among <paramref name="present"/>, where each counts for one.</summary>
    public static IReadOnlyList<IndexedMessage> Missing(IEnumerable<IndexedMessage> wanted, IEnumerable<IndexedMessage> present)
    {
        var counts = new Dictionary<MessageIdentity, int>();
        foreach (var message in present)
            counts[message.Identity] = counts.GetValueOrDefault(message.Identity) + 1;
        var missing = new List<IndexedMessage>();
        foreach (var message in wanted)
        {
            if (counts.GetValueOrDefault(message.Identity) is > 0 and var left)
                counts[message.Identity] = left - 1;
            else
                missing.Add(message);
        }

        return missing;
    }

    private static IndexedMessage Entry(IMessageSummary summary, MessageIdentity identity) =>
        new(summary.UniqueId.Id, summary.Size ?? 0, identity);

    private static DateTimeOffset DateOf(IMessageSummary summary) => summary.InternalDate ?? default;
}
