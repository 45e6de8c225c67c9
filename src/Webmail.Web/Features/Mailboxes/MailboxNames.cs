using Microsoft.Extensions.Localization;
using Webmail.Mail;

namespace Webmail.Web.Features.Mailboxes;

/// <summary>What mailboxes are called and look like: special ones in the reader's words, all others as the user named them.</summary>
internal static class MailboxNames
{
    /// <summary>The name to show.</summary>
    public static string Of(Mailbox mailbox, IStringLocalizer<MailboxWords> words) => mailbox.SpecialUse switch
    {
        SpecialUse.None => mailbox.DisplayName,
        SpecialUse.Junk => words["Spam"],
        SpecialUse.All => words["All mail"],
        var use => words[use.ToString()],
    };

    /// <summary>The icon of a mailbox; the selected one is filled.</summary>
    public static string IconOf(Mailbox mailbox, bool selected)
    {
        var name = mailbox.SpecialUse switch
        {
            SpecialUse.Inbox => "inbox",
            SpecialUse.Flagged => "flag",
            SpecialUse.Drafts => "drafts",
            SpecialUse.Sent => "send",
            SpecialUse.Archive => "archive",
            SpecialUse.Junk => "report",
            SpecialUse.Trash => "delete",
            SpecialUse.All => "all_inbox",
            _ => "folder",
        };
        return selected ? name + "-f" : name;
    }
}
