using Microsoft.Extensions.Logging;

namespace Webmail.Redis;

internal static partial class RedisLog
{
    [LoggerMessage(1, LogLevel.Warning, "Redis is away: {Reason}")]
    public static partial void Lost(ILogger logger, string reason);

    [LoggerMessage(2, LogLevel.Information, "Redis is back")]
    public static partial void Restored(ILogger logger);

    [LoggerMessage(3, LogLevel.Information, "Header cache skipped: {Reason}")]
    public static partial void CacheSkipped(ILogger logger, string reason);

    [LoggerMessage(4, LogLevel.Warning, "A stored session could not be read and counts as ended")]
    public static partial void SessionUnreadable(ILogger logger);

    [LoggerMessage(5, LogLevel.Information, "Embedded Redis listens on {Path}")]
    public static partial void EmbeddedStarted(ILogger logger, string path);

    [LoggerMessage(6, LogLevel.Warning, "Ends of sessions elsewhere are not announced: {Reason}")]
    public static partial void NotSubscribed(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A record of a journal in Redis cannot be opened and is left out")]
    public static partial void JournalUnreadable(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "A message in the outbox cannot be opened and is left where it is")]
    public static partial void OutboxUnreadable(ILogger logger);
}
