using Microsoft.Extensions.Logging;

namespace Webmail.Mail.Attaching;

/// <summary>What is logged of attachments: never what is in them, nor what they are called.</summary>
internal static partial class AttachingLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Old files in the spool of attachments could not be removed: {Reason}")]
    public static partial void NotTidied(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "How large a message the servers of {Account} take is not known: {Failure}")]
    public static partial void SizeUnknown(ILogger logger, AccountId account, MailFailure failure);
}
