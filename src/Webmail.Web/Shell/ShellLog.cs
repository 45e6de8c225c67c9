namespace Webmail.Web.Shell;

/// <summary>The shell's log lines.</summary>
internal static partial class ShellLog
{
    [LoggerMessage(1, LogLevel.Error, "A pane could not be shown.")]
    public static partial void PaneFailed(ILogger logger, Exception exception);
}
