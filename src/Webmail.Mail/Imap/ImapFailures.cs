using System.Net.Sockets;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Security;

namespace Webmail.Mail.Imap;

/// <summary>Turns what MailKit, sockets and TLS throw, and what the server answered, into failures a user can be told.</summary>
internal static class ImapFailures
{
    /// <summary>The failure for an exception during a command.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="refusal">The server's NO, BAD or BYE during the same work, when there was one.</param>
    public static MailException From(Exception exception, ServerRefusal? refusal) => exception switch
    {
        MailException known => known,
        TimeoutException => new MailException(MailFailure.ServerTimeout, null, exception),
        SocketException socket => FromSocket(socket),
        IOException { InnerException: SocketException { SocketErrorCode: SocketError.TimedOut } } =>
            new MailException(MailFailure.ServerTimeout, null, exception),
        FolderNotFoundException => new MailException(MailFailure.MailboxGone, null, exception),
        MessageNotFoundException => new MailException(MailFailure.MessageGone, null, exception),
        ImapCommandException command when refusal is null =>
            new MailException(MailFailure.ServerRefused, command.ResponseText, exception),
        ImapCommandException when refusal is { Condition: not "BYE" } => FromCommand(refusal, exception),
        NotSupportedException => new MailException(MailFailure.ServerRefused, exception.Message, exception),
        _ => Lost(exception, refusal),
    };

    /// <summary>The failure for an exception while connecting and signing in.</summary>
    public static MailException FromSignIn(Exception exception, ServerRefusal? refusal)
    {
        if (exception is MailException known)
            return known;
        if (refusal is null)
            return exception is AuthenticationException ? new MailException(MailFailure.SignInRefused, null, exception) : From(exception, null);
        if (IsConnectionLimit(refusal))
            return new MailException(MailFailure.TooManyConnections, refusal.Text, exception);
        return refusal.Code switch
        {
            "UNAVAILABLE" or "INUSE" or "SERVERBUG" => new MailException(MailFailure.ServerBusy, refusal.Text, exception),
            "REFERRAL" => new MailException(MailFailure.AccountMoved, ReferredHost(refusal.Arguments), exception),
            "PRIVACYREQUIRED" => new MailException(MailFailure.TlsFailed, refusal.Text, exception),
            // A server that says goodbye in the middle has not judged the password.
            _ when refusal.Condition == "BYE" => Lost(exception, refusal),
            _ when exception is AuthenticationException => new MailException(MailFailure.SignInRefused, refusal.Text, exception),
            _ => From(exception, refusal),
        };
    }

    /// <summary>Whether an exception comes from the protocol or a missing object, not from the work's own doing.</summary>
    public static bool IsAboutMail(Exception exception) =>
        exception is MailException or CommandException or ProtocolException or FolderNotFoundException or MessageNotFoundException
            or ServiceNotConnectedException or ServiceNotAuthenticatedException or AuthenticationException;

    /// <summary>Whether an exception says that a connection is no more.</summary>
    public static bool IsAboutConnection(Exception exception) =>
        exception is IOException or SocketException or TimeoutException or ObjectDisposedException or CommandException
            or ProtocolException or ServiceNotConnectedException or ServiceNotAuthenticatedException;

    private static MailException FromSocket(SocketException socket) => socket.SocketErrorCode == SocketError.TimedOut
        ? new MailException(MailFailure.ServerTimeout, null, socket)
        : new MailException(MailFailure.ServerUnreachable, socket.Message, socket);

    /// <summary>The failure for a command that was answered with NO or BAD.</summary>
    public static MailException FromCommand(ServerRefusal refusal, Exception? exception)
    {
        var failure = refusal.Code switch
        {
            "NONEXISTENT" or "TRYCREATE" => MailFailure.MailboxGone,
            "ALREADYEXISTS" => MailFailure.MailboxExists,
            "NOPERM" or "CANNOT" => MailFailure.NotPermitted,
            "OVERQUOTA" => MailFailure.QuotaExceeded,
            "UNAVAILABLE" or "INUSE" => MailFailure.ServerBusy,
            "TOOBIG" => MailFailure.TooLarge,
            "REFERRAL" => MailFailure.AccountMoved,
            _ => MailFailure.ServerRefused,
        };
        return new MailException(
            failure, failure == MailFailure.AccountMoved ? ReferredHost(refusal.Arguments) : refusal.Text, exception);
    }

    private static MailException Lost(Exception exception, ServerRefusal? refusal)
    {
        if (refusal is not { Condition: "BYE" })
            return new MailException(MailFailure.ConnectionLost, null, exception);
        if (IsConnectionLimit(refusal))
            return new MailException(MailFailure.TooManyConnections, refusal.Text, exception);
        var failure = refusal.Code is "UNAVAILABLE" or "INUSE" ? MailFailure.ServerBusy : MailFailure.ConnectionLost;
        return new MailException(failure, refusal.Text, exception);
    }

    // RFC 5530 has [LIMIT]; many servers only say so in words.
    private static bool IsConnectionLimit(ServerRefusal refusal) => refusal.Code == "LIMIT"
        || refusal.Text.Contains("maximum number of connections", StringComparison.OrdinalIgnoreCase)
        || refusal.Text.Contains("too many connections", StringComparison.OrdinalIgnoreCase)
        || refusal.Text.Contains("too many simultaneous connections", StringComparison.OrdinalIgnoreCase);

    private static string ReferredHost(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri.Host : "";
}
