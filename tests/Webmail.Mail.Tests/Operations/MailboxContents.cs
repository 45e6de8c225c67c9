using MailKit;
using Webmail.Testing.Servers;

namespace Webmail.Mail.Tests.Operations;

/// <summary>What a second client finds in a mailbox, whatever the UIDs are.</summary>
internal static class MailboxContents
{
    /// <summary>One line per message: Message-ID, internal date, flags and keywords.</summary>
    public static async Task<IReadOnlyList<string>> OfAsync(DovecotServer server, TestUser user, string mailbox, CancellationToken token)
    {
        using var client = await server.ConnectAsync(user, token);
        if (mailbox != "INBOX" && (await client.GetFoldersAsync(client.PersonalNamespaces[0], cancellationToken: token)).All(f => f.FullName != mailbox))
            return [];
        var folder = mailbox == "INBOX" ? client.Inbox! : await client.GetFolderAsync(mailbox, token);
        await folder.OpenAsync(FolderAccess.ReadOnly, token);
        var messages = await folder.FetchAsync(
            0, -1, new FetchRequest(MessageSummaryItems.UniqueId | MessageSummaryItems.Flags | MessageSummaryItems.InternalDate, ["Message-ID"]), token);
        return [.. messages.Select(static message =>
            $"{message.Headers?["Message-ID"]} {message.InternalDate:O} {message.Flags & ~MailKit.MessageFlags.Recent} {string.Join(' ', (message.Keywords ?? new HashSet<string>()).Order(StringComparer.Ordinal))}")
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>The Message-IDs alone.</summary>
    public static async Task<IReadOnlyList<string>> IdsAsync(DovecotServer server, TestUser user, string mailbox, CancellationToken token) =>
        [.. (await OfAsync(server, user, mailbox, token)).Select(static line => line.Split(' ')[0])];
}
