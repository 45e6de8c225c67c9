using Microsoft.Extensions.Logging;

namespace Webmail.Mail.Imap;

/// <summary>What the connections log.</summary>
internal static partial class ImapLog
{
    [LoggerMessage(1001, LogLevel.Debug, "{Account}: connected, {Open} open")]
    public static partial void Connected(ILogger logger, AccountId account, int open);

    [LoggerMessage(1002, LogLevel.Information, "{Account}: cannot connect ({Failure}), attempt {Attempt}, next in {Delay}")]
    public static partial void ConnectFailed(ILogger logger, AccountId account, MailFailure failure, int attempt, TimeSpan delay);

    [LoggerMessage(1003, LogLevel.Information, "{Account}: the server allows no more than {Limit} working connections")]
    public static partial void LimitReached(ILogger logger, AccountId account, int limit);

    [LoggerMessage(1004, LogLevel.Debug, "{Account}: connection dropped ({Failure})")]
    public static partial void Dropped(ILogger logger, AccountId account, MailFailure? failure);

    [LoggerMessage(1005, LogLevel.Debug, "{Account}: work that nobody waited for any more ended with {Kind}")]
    public static partial void AbandonedWorkFailed(ILogger logger, AccountId account, string kind);

    [LoggerMessage(1006, LogLevel.Debug, "{Account}: server command {Command} refused, going on without")]
    public static partial void CourtesyRefused(ILogger logger, AccountId account, string command);
}
