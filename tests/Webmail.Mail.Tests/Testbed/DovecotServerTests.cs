using MailKit;
using MailKit.Security;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Testbed;

public sealed class DovecotServerTests(DovecotServer dovecot) : IClassFixture<DovecotServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_delivered_message_is_in_the_users_inbox()
    {
        var user = dovecot.NewUser();
        await dovecot.DeliverAsync(user, "Subject: Tea at four\n\n.hidden dot\nThe usual place?\n", Token);

        using var client = await dovecot.ConnectAsync(user, Token);
        await client.Inbox.OpenAsync(FolderAccess.ReadOnly, Token);
        var message = await client.Inbox.GetMessageAsync(0, Token);

        Assert.Equal("Tea at four", message.Subject);
        Assert.Equal(".hidden dot\nThe usual place?\n", message.TextBody?.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task Mail_and_ports_survive_an_outage()
    {
        await using var own = new DovecotServer();
        await own.InitializeAsync();
        var user = own.NewUser();
        await own.DeliverAsync(user, "Subject: Before\n\nStill here.\n", Token);
        using var before = await own.ConnectAsync(user, Token);

        await own.StopAsync(Token);
        await Assert.ThrowsAnyAsync<Exception>(() => before.NoOpAsync(Token));
        await own.StartAsync(Token);

        using var after = await own.ConnectAsync(user, Token);
        await after.Inbox.OpenAsync(FolderAccess.ReadOnly, Token);
        Assert.Equal(1, after.Inbox.Count);
    }

    [Fact]
    public async Task Connections_are_counted_and_cut()
    {
        var user = dovecot.NewUser();
        using var first = await dovecot.ConnectAsync(user, Token);
        using var second = await dovecot.ConnectAsync(user, Token);
        Assert.Equal(2, await dovecot.CountConnectionsAsync(user, Token));

        await dovecot.KickAsync(user, Token);

        await Assert.ThrowsAnyAsync<Exception>(() => first.NoOpAsync(Token));
        await Assert.ThrowsAnyAsync<Exception>(() => second.NoOpAsync(Token));
    }

    [Fact]
    public async Task The_old_password_is_refused_after_a_change()
    {
        var user = dovecot.NewUser();
        using (await dovecot.ConnectAsync(user, Token))
        {
        }

        var changed = await dovecot.ChangePasswordAsync(user, "a longer secret", Token);

        await Assert.ThrowsAsync<AuthenticationException>(() => dovecot.ConnectAsync(user, Token));
        using var client = await dovecot.ConnectAsync(changed, Token);
        Assert.True(client.IsAuthenticated);
    }

    [Fact]
    public async Task A_server_can_be_limited_in_connections_and_capabilities_and_recorded()
    {
        await using var limited = new DovecotServer { MaxConnections = 1, Capability = "IMAP4rev1 IDLE", RecordsProtocol = true };
        await limited.InitializeAsync();
        var user = limited.NewUser();

        using var only = await limited.ConnectAsync(user, Token);
        await Assert.ThrowsAnyAsync<Exception>(() => limited.ConnectAsync(user, Token));
        Assert.False(only.Capabilities.HasFlag(MailKit.Net.Imap.ImapCapabilities.CondStore));

        limited.ProtocolLog.Clear();
        await only.Inbox.OpenAsync(FolderAccess.ReadOnly, Token);
        Assert.Single(limited.ProtocolLog.Commands, static line => line.EndsWith(" EXAMINE INBOX", StringComparison.Ordinal));
        Assert.Contains("[READ-ONLY]", limited.ProtocolLog.Received, StringComparison.Ordinal);
    }
}
