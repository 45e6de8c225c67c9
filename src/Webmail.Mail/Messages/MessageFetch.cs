using System.Globalization;
using MailKit;
using MimeKit;
using Webmail.Mail.Imap;
using Webmail.Mail.Messages.Mime;
using Webmail.Mail.Messages.Wire;

namespace Webmail.Mail.Messages;

/// <summary>The FETCH commands of lists and messages.</summary>
internal static class MessageFetch
{
    /// <summary>
    /// The header fields a row and an opened message need. Read as header fields, not as ENVELOPE: only so are bytes that nobody
    /// declared the charset of still the sender's.
    /// </summary>
    private static readonly string[] Fields =
    [
        "Date", "From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Subject", "Message-ID", "In-Reply-To", "List-Id", "List-Post", "Precedence",
        "Auto-Submitted",
    ];

    private const MessageSummaryItems Row = MessageSummaryItems.UniqueId | MessageSummaryItems.Flags | MessageSummaryItems.InternalDate
        | MessageSummaryItems.Size | MessageSummaryItems.BodyStructure;

    private static readonly FetchRequest Summaries = new(Row | MessageSummaryItems.PreviewText, Fields);
    private static readonly string[] OpeningFields = [.. Fields, "Disposition-Notification-To", "Authentication-Results"];
    private static readonly FetchRequest Openings = new(Row, OpeningFields);
    private static readonly FetchRequest OnlyUids = new(MessageSummaryItems.UniqueId);
    private static readonly FetchRequest OnlyFlags = new(MessageSummaryItems.UniqueId | MessageSummaryItems.Flags);

    /// <summary>The items of <see cref="Summaries"/> in words, for servers that make previews themselves (RFC 8970).</summary>
    internal static readonly string RawSummaries =
        $"(UID FLAGS INTERNALDATE RFC822.SIZE BODYSTRUCTURE PREVIEW BODY.PEEK[HEADER.FIELDS ({string.Join(' ', Fields)})])";

    private static readonly string RawOpenings =
        $"(UID FLAGS INTERNALDATE RFC822.SIZE BODYSTRUCTURE BODY.PEEK[HEADER.FIELDS ({string.Join(' ', OpeningFields)})])";

    /// <summary>Everything a row needs of the given messages.</summary>
    public static async Task<IReadOnlyList<FetchedMessage>> SummariesAsync(ImapSession session, UidSet uids, CancellationToken token) =>
        RawStream(session) is { } stream
            ? await RawAsync(stream, $"UID FETCH {uids} {RawSummaries}", token).ConfigureAwait(false)
            : Read(await session.Opened.FetchAsync(ToMailKit(uids), Summaries, token).ConfigureAwait(false));

    /// <summary>Everything a row needs of the newest messages, found by their places.</summary>
    public static async Task<IReadOnlyList<FetchedMessage>> NewestAsync(ImapSession session, int count, CancellationToken token)
    {
        var first = Math.Max(0, session.Opened.Count - count);
        return RawStream(session) is { } stream
            ? await RawAsync(stream, string.Create(CultureInfo.InvariantCulture, $"FETCH {first + 1}:* {RawSummaries}"), token).ConfigureAwait(false)
            : Read(await session.Opened.FetchAsync(first, -1, Summaries, token).ConfigureAwait(false));
    }

    /// <summary>What opening a message needs; <see langword="null"/> when it is gone.</summary>
    public static async Task<FetchedMessage?> OpeningAsync(ImapSession session, Uid uid, CancellationToken token)
    {
        // A structure is a stranger's: our reader has limits on it, MailKit's has none.
        var found = session.Stream is { } stream
            ? await RawAsync(stream, $"UID FETCH {uid} {RawOpenings}", token).ConfigureAwait(false)
            : Read(await session.Opened.FetchAsync([new UniqueId(uid.Value)], Openings, token).ConfigureAwait(false));
        return found.Find(message => message.Uid == uid);
    }

    /// <summary>The UID of the oldest message.</summary>
    public static async Task<Uid?> OldestUidAsync(IMailFolder folder, CancellationToken token)
    {
        var found = await folder.FetchAsync(0, 0, OnlyUids, token).ConfigureAwait(false);
        return found.Count > 0 ? new Uid(found[0].UniqueId.Id) : null;
    }

    /// <summary>The flags of the given messages.</summary>
    public static async Task<Dictionary<Uid, MessageFlags>> FlagsAsync(IMailFolder folder, UidSet uids, CancellationToken token) =>
        FlagsOf(await folder.FetchAsync(ToMailKit(uids), OnlyFlags, token).ConfigureAwait(false));

    /// <summary>The flags of all messages that arrived or changed after a modification sequence (RFC 7162 section 3.1.4.1).</summary>
    public static async Task<Dictionary<Uid, MessageFlags>> ChangedSinceAsync(IMailFolder folder, ulong modSeq, CancellationToken token)
    {
        var request = new FetchRequest(MessageSummaryItems.UniqueId | MessageSummaryItems.Flags) { ChangedSince = modSeq };
        return FlagsOf(await folder.FetchAsync(0, -1, request, token).ConfigureAwait(false));
    }

    /// <summary>Our set as MailKit's.</summary>
    public static UniqueIdSet ToMailKit(UidSet uids)
    {
        var set = new UniqueIdSet(MailKit.Search.SortOrder.Ascending);
        foreach (var (first, last) in uids.Ranges)
        {
            for (ulong uid = first; uid <= last; uid++)
                set.Add(new UniqueId((uint)uid));
        }

        return set;
    }

    /// <summary>MailKit's set as ours; when the server sent ranges (ESEARCH), without walking through them.</summary>
    public static UidSet FromMailKit(IEnumerable<UniqueId> uids) =>
        uids is UniqueIdSet { Count: > 0 } set && UidSet.TryParse(set.ToString(), out var parsed)
            ? parsed : UidSet.Of(uids.Select(static uid => new Uid(uid.Id)));

    // A list is the one thing read by the thousand: MailKit's objects for it cost several times the server's own work.
    private static ServerStream? RawStream(ImapSession session) => session.Features.Preview ? session.Stream : null;

    private static async Task<List<FetchedMessage>> RawAsync(ServerStream stream, string command, CancellationToken token)
    {
        var messages = new List<FetchedMessage>();
        await RawCommand.RunAsync(stream, command, response =>
        {
            try
            {
                if (FetchResponse.Read(response) is not { } message)
                    return false;
                messages.Add(message);
            }
            catch (FormatException)
            {
                // The row stays empty; handed on, it would break the connection for all others.
            }

            return true;
        }, token).ConfigureAwait(false);
        return messages;
    }

    private static Dictionary<Uid, MessageFlags> FlagsOf(IEnumerable<IMessageSummary> summaries)
    {
        var flags = new Dictionary<Uid, MessageFlags>();
        foreach (var summary in summaries)
        {
            if (summary.UniqueId.IsValid && summary.Flags is not null)
                flags[new Uid(summary.UniqueId.Id)] = FlagsOf(summary);
        }

        return flags;
    }

    private static MessageFlags FlagsOf(IMessageSummary summary) => MailKitFlags.Read(summary.Flags ?? 0, summary.Keywords);

    // A server may send unasked news of other messages in between: those lack what was asked for.
    private static List<FetchedMessage> Read(IEnumerable<IMessageSummary> summaries) =>
        [.. summaries.Where(static s => s.UniqueId.IsValid && s.Headers is not null).Select(Read)];

    private static FetchedMessage Read(IMessageSummary summary)
    {
        var header = new HeaderBlock();
        foreach (var field in summary.Headers ?? new HeaderList())
            header.Add(field.Field, field.RawValue);
        return new FetchedMessage(
            new Uid(summary.UniqueId.Id), FlagsOf(summary), summary.InternalDate ?? DateTimeOffset.UnixEpoch, summary.Size ?? 0,
            header, StructureReader.Read(summary.Body), summary.PreviewText ?? "");
    }
}
