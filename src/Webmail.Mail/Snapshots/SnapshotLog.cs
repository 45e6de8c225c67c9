using Microsoft.Extensions.Logging;

namespace Webmail.Mail.Snapshots;

/// <summary>What copying folders logs.</summary>
internal static partial class SnapshotLog
{
    [LoggerMessage(1201, LogLevel.Information, "{Account}: copying folders to another server begins")]
    public static partial void Started(ILogger logger, AccountId account);

    [LoggerMessage(1202, LogLevel.Information, "{Account}: copying folders {Phase}, {Done} of {Messages} messages, {Failed} failed ({Failure})")]
    public static partial void Ended(
        ILogger logger, AccountId account, SnapshotPhase phase, int done, int messages, int failed, MailFailure? failure);

    [LoggerMessage(1203, LogLevel.Debug, "{Account}: copying folders tries again in {Delay} ({Failure})")]
    public static partial void TriesAgain(ILogger logger, AccountId account, MailFailure failure, TimeSpan delay);

    [LoggerMessage(1204, LogLevel.Error, "{Account}: copying folders ended unexpectedly")]
    public static partial void Broke(ILogger logger, AccountId account, Exception exception);
}
