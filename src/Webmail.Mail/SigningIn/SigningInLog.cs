using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Webmail.Mail.SigningIn;

internal static partial class SigningInLog
{
    /// <summary>The category of the lines that fail2ban reads; the only ones that hold what a user typed.</summary>
    public const string FailureCategory = "Webmail.SignInFailures";

    private const int LongestUser = 254;

    /// <summary>The line fail2ban reads. Whatever was typed cannot end the line or the quotes.</summary>
    public static void Failed(ILogger logger, string user, IPAddress? remote, string reason) =>
        AuthFailed(logger, Escape(user), remote?.ToString() ?? "-", reason);

    [LoggerMessage(1, LogLevel.Warning, "Sign-in attempts are counted by this process alone: {Reason}")]
    public static partial void CountingAlone(ILogger logger, string reason);

    [LoggerMessage(2, LogLevel.Information, "Servers for an address were found by {Method}")]
    public static partial void Discovered(ILogger logger, string method);

    [LoggerMessage(4, LogLevel.Error, "Connections of an account that signed out could not be closed")]
    public static partial void CloseFailed(ILogger logger, Exception exception);

    [LoggerMessage(5, LogLevel.Warning, "The counter of a passkey could not be kept: {Failure}")]
    public static partial void CounterNotKept(ILogger logger, MailFailure failure);

    [LoggerMessage(3, LogLevel.Warning, "auth failed user=\"{User}\" ip={Ip} reason={Reason}")]
    private static partial void AuthFailed(ILogger logger, string user, string ip, string reason);

    /// <summary>Printable and unambiguous: quotes, backslashes and everything invisible as \u and four digits.</summary>
    internal static string Escape(string user)
    {
        var text = new StringBuilder(user.Length);
        foreach (var c in user.Length > LongestUser ? user.AsSpan(0, LongestUser) : user)
        {
            var visible = char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate
                or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
            if (visible && c is not ('"' or '\\'))
                text.Append(c);
            else
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }

        return text.ToString();
    }
}
