using Microsoft.Extensions.Logging;

namespace Webmail.Mail.Composing;

/// <summary>What is logged of drafts: never what is in them.</summary>
internal static partial class ComposingLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "A draft of {Account} in the journal cannot be read and is left out")]
    public static partial void Unreadable(ILogger logger, AccountId account);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A draft of {Account} is not in the Drafts mailbox yet: {Failure}")]
    public static partial void NotSaved(ILogger logger, AccountId account, MailFailure failure);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The journal of drafts of {Account} does not answer: {Reason}")]
    public static partial void StoreAway(ILogger logger, AccountId account, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Pictures that no signature of {Account} shows any more are still there: {Failure}")]
    public static partial void PicturesNotRemoved(ILogger logger, AccountId account, MailFailure failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "Saving a draft of {Account} ended in an unexpected failure")]
    public static partial void Unexpected(ILogger logger, AccountId account, Exception failure);
}
