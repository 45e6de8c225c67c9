using Microsoft.Extensions.Logging;

namespace Webmail.Mail.Mailboxes;

/// <summary>What the mailbox services log.</summary>
internal static partial class MailboxesLog
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "Counting a mailbox of {Account} put off: {Failure}")]
    public static partial void CountFailed(ILogger logger, AccountId account, MailFailure failure);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Account}: a change of the mailbox list was interrupted ({Failure}), looking what became of it")]
    public static partial void ChangeInterrupted(ILogger logger, AccountId account, MailFailure failure);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Account}: the server refused to move a subscription")]
    public static partial void SubscriptionRefused(ILogger logger, AccountId account);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Account}: favourite, colour and place of a mailbox did not follow its change ({Failure})")]
    public static partial void ChoicesLeftBehind(ILogger logger, AccountId account, MailFailure failure);
}
