using MailKit;

namespace Webmail.Mail.Imap;

/// <summary>One piece of work on one connection, from making it ready to giving it back.</summary>
internal sealed class ImapLoan<T>(
    ImapConnection connection, ImapRequest request, Func<ImapSession, CancellationToken, Task<T>> work, TimeProvider time,
    CancellationToken unwanted)
{
    // How long a command may go on after the caller left: most end within it, and a kept connection saves a login.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private bool _began;

    /// <summary>Called when the work ended well and had a mailbox open.</summary>
    public Action<MailboxName, IMailFolder>? Visited { get; init; }

    /// <summary>Runs the work and gives the connection back, whatever happens.</summary>
    public async Task<T> RunAsync(AccountConnections connections)
    {
        using var sacrifice = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        await using var leaving = unwanted.UnsafeRegister(
            static state => ((CancellationTokenSource)state!).CancelAfter(Grace), sacrifice).ConfigureAwait(false);
        MailException? failure = null;
        try
        {
            var session = new ImapSession(connection.Client, connection.Stream, connection.Features, unwanted)
            {
                Folder = await connection.PrepareAsync(request.Mailbox, request.Access, sacrifice.Token).ConfigureAwait(false),
            };
            _began = true;
            var result = await work(session, sacrifice.Token).ConfigureAwait(false);
            if (session.Folder is { } folder && request.Mailbox is { } mailbox)
                Visited?.Invoke(mailbox, folder);
            return result;
        }
        catch (Exception e) when (!connection.IsUsable || ImapFailures.IsAboutMail(e))
        {
            failure = ImapFailures.From(e, connection.Responses.LastRefusal);
            // Below MailKit a connection can end without its notice.
            if (failure.Failure == MailFailure.ConnectionLost)
                connection.Sacrifice();
            throw failure;
        }
        finally
        {
            connections.GiveBack(connection, failure);
        }
    }

    /// <summary>
    /// Whether to run it again elsewhere: the connection was found dead, and the work had not begun or changes nothing.
    /// </summary>
    public bool MayRepeatAfter(MailException failure) => !connection.IsUsable
        && (!_began || (request.Access == MailboxAccess.Read && failure.Failure == MailFailure.ConnectionLost));
}
