namespace Webmail.Web.Session;

/// <summary>The log lines of sessions and circuits.</summary>
internal static partial class SessionLog
{
    [LoggerMessage(1, LogLevel.Error, "A page failed to take in changes.")]
    public static partial void ListenerFailed(ILogger logger, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "Refused another page: {Count} are open for this account or address.")]
    public static partial void TooManyPages(ILogger logger, int count);

    [LoggerMessage(3, LogLevel.Warning, "The session store did not answer while open pages were checked: {Reason}")]
    public static partial void CheckFailed(ILogger logger, string reason);

    [LoggerMessage(20, LogLevel.Warning, "Refused another page: the server has as many as it may (Webmail__Limits__Pages, {Limit}).")]
    public static partial void ServerFull(ILogger logger, int limit);
}
