using Microsoft.Extensions.Localization;
using Webmail.Mail;

namespace Webmail.Web.Shared;

/// <summary>What a mailbox is called and drawn as: special ones in the reader's language, others by their own name.</summary>
internal static class MailboxLabel
{
    public static string Of(Mailbox mailbox, IStringLocalizer<Words> words) => mailbox.SpecialUse switch
    {
        SpecialUse.Inbox => words["Inbox"],
        SpecialUse.Flagged => words["Flagged"],
        SpecialUse.Drafts => words["Drafts"],
        SpecialUse.Sent => words["Sent"],
        SpecialUse.Archive => words["Archive"],
        SpecialUse.Junk => words["Spam"],
        SpecialUse.Trash => words["Trash"],
        SpecialUse.All => words["All mail"],
        _ => mailbox.DisplayName,
    };

    /// <summary>When the list of mailboxes is not known (yet).</summary>
    public static string Of(MailboxName mailbox, IReadOnlyList<Mailbox>? known, IStringLocalizer<Words> words) =>
        known?.FirstOrDefault(m => m.Name == mailbox) is { } found ? Of(found, words)
        : mailbox.IsInbox ? words["Inbox"]
        : mailbox.FullName;

    /// <summary>A name of <see cref="IconSprite"/>.</summary>
    public static string Icon(SpecialUse use) => use switch
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
}
