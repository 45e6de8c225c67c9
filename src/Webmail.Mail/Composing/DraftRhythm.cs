using Webmail.Mail.Attaching;

namespace Webmail.Mail.Composing;

/// <summary>
/// How long hands rest before a draft goes to the Drafts mailbox. With large attachments the whole of it goes each time: then text waits
/// longer, in the journal, where it is as safe.
/// </summary>
internal static class DraftRhythm
{
    /// <summary>What goes again with every pause without anybody minding: bytes of attachments.</summary>
    private const long Ordinary = 2 * 1024 * 1024;

    // With what the browser waits before it tells, and what saving takes, three seconds after the last key.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan RestAtMost = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongRest = TimeSpan.FromSeconds(20);

    /// <summary>How long hands rest after a change.</summary>
    public static TimeSpan RestAfter(Draft? before, Draft after) =>
        after.Attachments.Sum(static one => one.Size) <= Ordinary || !Files(before).SequenceEqual(Files(after)) ? Rest : LongRest;

    /// <summary>How long hands that never rest put it off.</summary>
    public static TimeSpan Longest(TimeSpan rest) => rest > Rest ? 3 * LongRest : RestAtMost;

    // One whose upload has ended is news too.
    private static IEnumerable<(string Id, bool Uploaded)> Files(Draft? draft) =>
        draft?.Attachments.Select(static (DraftAttachment one) => (one.Id, one.Uploaded)) ?? [];
}
