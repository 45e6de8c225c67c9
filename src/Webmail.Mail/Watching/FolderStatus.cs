using MailKit;

namespace Webmail.Mail.Watching;

/// <summary>MailKit's folders in our words.</summary>
internal static class FolderStatus
{
    /// <summary>What STATUS is asked for.</summary>
    public static StatusItems Items(bool condStore) =>
        StatusItems.Count | StatusItems.Unread | StatusItems.UidNext | StatusItems.UidValidity
        | (condStore ? StatusItems.HighestModSeq : StatusItems.None);

    /// <summary>The counts MailKit holds for a folder: right after a STATUS, or kept right by NOTIFY.</summary>
    public static MailboxStatus Of(IMailFolder folder) =>
        new(folder.Count, folder.Unread, folder.UidNext?.Id ?? 0, folder.UidValidity, folder.HighestModSeq);

    /// <summary>Whether the folder can be opened.</summary>
    public static bool IsSelectable(IMailFolder folder) =>
        (folder.Attributes & (FolderAttributes.NoSelect | FolderAttributes.NonExistent)) == 0;
}
