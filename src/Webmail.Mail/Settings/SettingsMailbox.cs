using MailKit;
using MailKit.Net.Imap;
using Webmail.Mail.Imap;

namespace Webmail.Mail.Settings;

/// <summary>The mailbox that holds the settings where the server has no METADATA. It is nobody's to see.</summary>
internal static class SettingsMailbox
{
    private const string LastName = "Webmail-Settings";
    private const string UnderInbox = "INBOX?" + LastName;

    /// <summary>Whether a mailbox is the one, also where all mailboxes are inside INBOX.</summary>
    public static bool Is(MailboxName mailbox) => mailbox.FullName == LastName
        || (mailbox.FullName.Length == UnderInbox.Length && mailbox.FullName.StartsWith("INBOX", StringComparison.OrdinalIgnoreCase)
            && mailbox.FullName.EndsWith(LastName, StringComparison.Ordinal));

    /// <summary>Its name on a server.</summary>
    public static MailboxName NameOn(ImapClient client)
    {
        var personal = client.PersonalNamespaces.Count > 0 ? client.PersonalNamespaces[0] : null;
        return new MailboxName(string.IsNullOrEmpty(personal?.Path) ? LastName : personal.Path + personal.DirectorySeparator + LastName);
    }

    /// <summary>Makes it for an account; see the other one.</summary>
    public static Task CreateAsync(ImapSessionPool pool, AccountId account, CancellationToken token) => pool.RunAsync(
        account, new ImapRequest(null, MailboxAccess.Write),
        static async (session, inner) =>
        {
            await CreateAsync(session.Client, inner).ConfigureAwait(false);
            return true;
        },
        token);

    /// <summary>Takes messages out of it, on any server: without UIDPLUS (RFC 4315) MailKit spares what else is marked as deleted.</summary>
    public static async Task ExpungeAsync(IMailFolder mailbox, IList<UniqueId> uids, CancellationToken token)
    {
        await mailbox.StoreAsync(uids, new StoreFlagsRequest(StoreAction.Add, MailKit.MessageFlags.Deleted) { Silent = true }, token)
            .ConfigureAwait(false);
        await mailbox.ExpungeAsync(uids, token).ConfigureAwait(false);
    }

    /// <summary>Makes it when it is not there, and keeps it out of other programs' lists.</summary>
    private static async Task CreateAsync(ImapClient client, CancellationToken token)
    {
        var name = NameOn(client).FullName;
        var parent = client.GetFolder(client.PersonalNamespaces[0]);
        IMailFolder? mailbox;
        try
        {
            mailbox = await parent.CreateAsync(LastName, isMessageFolder: true, token).ConfigureAwait(false);
        }
        catch (ImapCommandException)
        {
            // Another device may have been quicker; if not, this tells.
            mailbox = await client.GetFolderAsync(name, token).ConfigureAwait(false);
        }

        if (mailbox is null)
            throw new MailException(MailFailure.NotPermitted);
        // Some servers subscribe to what is made.
        if (mailbox.IsSubscribed)
            await mailbox.UnsubscribeAsync(token).ConfigureAwait(false);
    }
}
