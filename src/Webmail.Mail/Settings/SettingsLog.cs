using Microsoft.Extensions.Logging;

namespace Webmail.Mail.Settings;

/// <summary>What the store of settings logs.</summary>
internal static partial class SettingsLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The settings of {Account} could not be understood: its defaults are used, a copy is kept on the server")]
    public static partial void NotUnderstood(ILogger logger, AccountId account);

    [LoggerMessage(Level = LogLevel.Information, Message = "The server takes no METADATA of {Account} ({Failure}): its settings are kept in a mailbox")]
    public static partial void MetadataRefused(ILogger logger, AccountId account, MailFailure failure);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Reading the settings of {Account} put off: {Failure}")]
    public static partial void ReadFailed(ILogger logger, AccountId account, MailFailure failure);
}
