using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Webmail.Mail.Accounts;
using Webmail.Mail.Imap;

namespace Webmail.Mail.Tests.Imap;

/// <summary>A pool with one account signed in, as the product wires it.</summary>
internal sealed class TestPool : IAsyncDisposable
{
    public TestPool(
        MailServer server, string user = "user", string password = "secret", TimeProvider? time = null, int timeoutSeconds = 10,
        int maxConnections = 3)
    {
        Time = time ?? TimeProvider.System;
        Account = new MailAccount(user, user, server, server);
        Accounts.Add(Account, new Credentials(password));
        var options = Options.Create(new MailOptions
        {
            Imap = { Host = server.Host },
            TimeoutSeconds = timeoutSeconds,
            MaxConnections = maxConnections,
        });
        Connector = new ImapConnector(new ServerDialer(options, Time), options, Time, NullLogger<ImapConnector>.Instance);
        Pool = new ImapSessionPool(Accounts, Connector, options, Time, NullLogger<ImapSessionPool>.Instance);
    }

    public TimeProvider Time { get; }

    public MailAccount Account { get; }

    public SignedInAccounts Accounts { get; } = new();

    public ImapConnector Connector { get; }

    public ImapSessionPool Pool { get; }

    public Task<T> RunAsync<T>(ImapRequest request, Func<ImapSession, CancellationToken, Task<T>> work, CancellationToken token) =>
        Pool.RunAsync(Account.Id, request, work, token);

    /// <summary>A command that changes nothing, on INBOX.</summary>
    public Task<bool> NoOpAsync(CancellationToken token, ImapPriority priority = ImapPriority.Interactive) => RunAsync(
        new ImapRequest(MailboxName.Inbox, MailboxAccess.Read, priority),
        static async (session, running) =>
        {
            await session.Client.NoOpAsync(running);
            return true;
        },
        token);

    public ValueTask DisposeAsync() => Pool.DisposeAsync();
}
