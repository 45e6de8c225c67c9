using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Webmail.Mail.Accounts;
using Webmail.Mail.Imap;

namespace Webmail.Mail.SigningIn;

/// <summary>Closes an account's connections when its last session in this process ended, wherever that was decided.</summary>
internal sealed class SignedOutConnections(AccountSessions sessions, ImapSessionPool pool, ILogger<SignedOutConnections> logger)
    : IHostedService
{
    private IDisposable? _subscription;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _subscription = sessions.OnAccountLeft(account => _ = CloseAsync(account));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _subscription?.Dispose();
        return Task.CompletedTask;
    }

    private async Task CloseAsync(AccountId account)
    {
        try
        {
            await pool.CloseAsync(account).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or MailException or ObjectDisposedException)
        {
            SigningInLog.CloseFailed(logger, e);
        }
    }
}
