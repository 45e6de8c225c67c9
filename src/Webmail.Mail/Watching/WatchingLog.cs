using Microsoft.Extensions.Logging;

namespace Webmail.Mail.Watching;

/// <summary>What watching logs.</summary>
internal static partial class WatchingLog
{
    [LoggerMessage(1101, LogLevel.Information, "{Account}: watching ended ({Failure}), next attempt in {Delay}")]
    public static partial void Lost(ILogger logger, AccountId account, MailFailure failure, TimeSpan delay);

    [LoggerMessage(1102, LogLevel.Debug, "{Account}: could not ask for counts ({Failure})")]
    public static partial void PollFailed(ILogger logger, AccountId account, MailFailure failure);
}
