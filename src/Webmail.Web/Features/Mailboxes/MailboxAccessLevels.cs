using Webmail.Mail;

namespace Webmail.Web.Features.Mailboxes;

/// <summary>Sets of rights that go together, so that nobody needs to know the letters.</summary>
internal static class MailboxAccessLevels
{
    public const string Read = "read";
    public const string Write = "write";
    public const string Full = "full";

    /// <summary>Any other set.</summary>
    public const string Own = "own";

    public const MailboxRights Reading = MailboxRights.Lookup | MailboxRights.Read | MailboxRights.Seen;

    private const MailboxRights Writing = Reading | MailboxRights.Write | MailboxRights.Insert | MailboxRights.Post
        | MailboxRights.DeleteMessages | MailboxRights.Expunge;

    /// <summary>What a level allows; null for <see cref="Own"/> and what is no level.</summary>
    public static MailboxRights? RightsOf(string? level) => level switch
    {
        Read => Reading,
        Write => Writing,
        Full => MailboxRights.All,
        _ => null,
    };

    /// <summary>The level that allows exactly this.</summary>
    public static string Of(MailboxRights rights) => rights switch
    {
        Reading => Read,
        Writing => Write,
        MailboxRights.All => Full,
        _ => Own,
    };
}
