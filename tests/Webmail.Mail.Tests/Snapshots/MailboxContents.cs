using System.Security.Cryptography;
using MailKit;
using MailKit.Net.Imap;

namespace Webmail.Mail.Tests.Snapshots;

/// <summary>Everything that can be seen of a message from outside, but for its number.</summary>
internal sealed record SeenMessage(DateTimeOffset Date, string Flags, string Keywords, long Size, string Hash);

/// <summary>Reads whole accounts to compare them.</summary>
internal static class MailboxContents
{
    /// <summary>The messages of a mailbox in their order.</summary>
    public static async Task<IReadOnlyList<SeenMessage>> ReadAsync(ImapClient client, string mailbox, CancellationToken token)
    {
        var folder = mailbox == "INBOX" ? client.Inbox! : await client.GetFolderAsync(mailbox, token);
        await folder.OpenAsync(FolderAccess.ReadOnly, token);
        if (folder.Count == 0)
            return [];
        var summaries = await folder.FetchAsync(
            0, -1, MessageSummaryItems.UniqueId | MessageSummaryItems.Flags | MessageSummaryItems.InternalDate | MessageSummaryItems.Size, token);
        var hashes = new Dictionary<uint, string>();
        await ((ImapFolder)folder).GetStreamsAsync(
            [.. summaries.Select(static summary => summary.UniqueId)],
            async (_, _, uid, stream, reading) => hashes[uid.Id] = Convert.ToHexString(await SHA256.HashDataAsync(stream, reading)), token);
        return [.. summaries.OrderBy(static summary => summary.UniqueId).Select(summary => new SeenMessage(
            summary.InternalDate!.Value.ToUniversalTime(),
            (summary.Flags!.Value & ~(MailKit.MessageFlags.Recent | MailKit.MessageFlags.Deleted)).ToString(),
            string.Join(' ', summary.Keywords.Order(StringComparer.OrdinalIgnoreCase)),
            summary.Size!.Value,
            hashes[summary.UniqueId.Id]))];
    }

    /// <summary>The names of the account's own mailboxes that can be opened.</summary>
    public static async Task<IReadOnlyList<string>> NamesAsync(ImapClient client, CancellationToken token) =>
        [.. (await client.GetFoldersAsync(client.PersonalNamespaces[0], cancellationToken: token))
            .Where(static folder => (folder.Attributes & (FolderAttributes.NoSelect | FolderAttributes.NonExistent)) == 0)
            .Select(static folder => folder.FullName).Where(static name => name.Length > 0).Order(StringComparer.Ordinal)];
}
