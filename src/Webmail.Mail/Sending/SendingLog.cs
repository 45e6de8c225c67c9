using Microsoft.Extensions.Logging;

namespace Webmail.Mail.Sending;

/// <summary>What is logged of sending: never addresses, subjects or text.</summary>
internal static partial class SendingLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "A message of {Account} was sent")]
    public static partial void Sent(ILogger logger, AccountId account);

    [LoggerMessage(Level = LogLevel.Information, Message = "A message of {Account} was not sent and is tried again: {Failure}")]
    public static partial void PutOff(ILogger logger, AccountId account, MailFailure? failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message of {Account} was refused: {Failure}")]
    public static partial void Refused(ILogger logger, AccountId account, MailFailure? failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nobody knows whether a message of {Account} was sent: its writer is asked")]
    public static partial void Unknown(ILogger logger, AccountId account);

    [LoggerMessage(Level = LogLevel.Information, Message = "A sent message of {Account} is not in Sent yet: {Failure}")]
    public static partial void NotFiled(ILogger logger, AccountId account, MailFailure failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outbox cannot be read: {Reason}")]
    public static partial void StoreAway(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outbox was emptied behind our back: {Count} messages that wait were written into it again")]
    public static partial void Restored(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "A message of {Account} cannot be sent or filed: its bytes are gone")]
    public static partial void BytesGone(ILogger logger, AccountId account);

    [LoggerMessage(Level = LogLevel.Error, Message = "Looking after the outbox failed; it is tried again")]
    public static partial void LookFailed(ILogger logger, Exception failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "Sending for {Account} ended in an unexpected failure; it is tried again")]
    public static partial void Unexpected(ILogger logger, AccountId account, Exception failure);
}
