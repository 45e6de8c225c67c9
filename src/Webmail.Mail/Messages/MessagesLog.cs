using Microsoft.Extensions.Logging;

namespace Webmail.Mail.Messages;

/// <summary>What the message services log.</summary>
internal static partial class MessagesLog
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "Synchronisation for {Account} put off: {Failure}")]
    public static partial void SynchronisationFailed(ILogger logger, AccountId account, MailFailure failure);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Prefetch for {Account} dropped: {Failure}")]
    public static partial void PrefetchFailed(ILogger logger, AccountId account, MailFailure failure);
}
