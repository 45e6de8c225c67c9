using Microsoft.Extensions.Logging;

namespace Webmail.Mail.Operations;

/// <summary>What the journal logs.</summary>
internal static partial class OperationsLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} records of the journal of {Account} cannot be read and are left out")]
    public static partial void Unreadable(ILogger logger, AccountId account, int count);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The journal of {Account} is kept in memory for now: {Reason}")]
    public static partial void StoreAway(ILogger logger, AccountId account, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Kind} of {Count} messages of {Account} failed: {Failure}")]
    public static partial void Failed(ILogger logger, OperationKind kind, int count, AccountId account, MailFailure failure);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Kind} for {Account} waits: {Failure}")]
    public static partial void PutOff(ILogger logger, OperationKind kind, AccountId account, MailFailure failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "An operation of {Account} ended in an unexpected failure")]
    public static partial void Broke(ILogger logger, Exception exception, AccountId account);

    [LoggerMessage(Level = LogLevel.Debug, Message = "What {Account} sees of its mailboxes catches up later: {Failure}")]
    public static partial void NotSettled(ILogger logger, AccountId account, MailFailure failure);
}
