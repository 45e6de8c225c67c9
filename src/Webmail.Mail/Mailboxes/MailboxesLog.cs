using Microsoft.Extensions.Logging;

namespace Webmail.Mail.Mailboxes;

/// <summary>What the mailbox services log.</summary>
internal static partial class MailboxesLog
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "Counting a mailbox of {Account} put off: {Failure}")]
    public static partial void CountFailed(ILogger logger, AccountId account, MailFailure failure);
}
