using System.Collections.Frozen;

namespace Webmail.Mail.Labels;

/// <summary>Keywords that mail programs and servers set for each other; nobody wants to see them.</summary>
internal static class TechnicalKeywords
{
    // IANA's registry begins all of its own with a dollar sign; these are older, or by people who did not know it.
    private static readonly FrozenSet<string> Names = new[]
    {
        "Junk", "NonJunk", "NotJunk", "NoJunk", "JunkRecorded", "NonSpam", "NotSpam", "Forwarded", "Redirected", "Old", "Recent", "Unseen",
        "MDNSent", "ReceiptHandled", "HasAttachment", "HasNoAttachment", "HasAttachments", "Replied", "Passed", "Classified", "Sync", "Draft",
        "Answered", "Seen", "Deleted", "Flagged", "BounceHandled", "Attachment", "Signed", "Encrypted", "Invitation", "ToBeDeleted", "Undefined",
        "True", "False", "NIL",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly string[] Prefixes = ["gnus-", "kmail", "evolution-", "sm-", "x-me-", "x-spam-", "calendar-", "mulberry-", "DTAG-"];

    /// <summary>Whether it is one of them.</summary>
    public static bool Contains(string keyword) => keyword.StartsWith('\\')
        || (keyword.StartsWith('$') && StandardLabel.Of(keyword) is null)
        || Names.Contains(keyword) || Array.Exists(Prefixes, prefix => keyword.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}
