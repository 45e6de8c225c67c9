namespace Webmail.Web.Session;

/// <summary>The log lines of sessions and circuits.</summary>
internal static partial class SessionLog
{
    [LoggerMessage(1, LogLevel.Error, "A page failed to take in changes.")]
    public static partial void ListenerFailed(ILogger logger, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "Refused another page: this account or address has as many open as it may.")]
    public static partial void TooManyPages(ILogger logger);

    [LoggerMessage(3, LogLevel.Warning, "The session store did not answer while open pages were checked: {Reason}")]
    public static partial void CheckFailed(ILogger logger, string reason);

    [LoggerMessage(4, LogLevel.Information, "Stopping: {Count} pages are open and may go on for {Patience}.")]
    public static partial void Draining(ILogger logger, int count, TimeSpan patience);

    [LoggerMessage(5, LogLevel.Information, "Stopping now: {Count} pages are still open.")]
    public static partial void Drained(ILogger logger, int count);
    [LoggerMessage(20, LogLevel.Warning, "Refused another page: the server has as many as it may (Webmail__Limits__Pages, {Limit}).")]
    public static partial void ServerFull(ILogger logger, int limit);
}
