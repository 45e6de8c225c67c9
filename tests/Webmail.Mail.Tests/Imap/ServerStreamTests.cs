using System.Text;
using Webmail.Mail.Imap;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Imap;

public sealed class ServerStreamTests(DovecotServer server) : IClassFixture<DovecotServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ConnectionSecurity.None)]
    [InlineData(ConnectionSecurity.StartTls)]
    [InlineData(ConnectionSecurity.Tls)]
    public async Task A_command_of_ours_and_mailkits_share_a_connection_however_it_is_protected(ConnectionSecurity security)
    {
        var user = server.NewUser();
        await server.DeliverAsync(user, "Subject: one\r\n\r\nfirst", Token);
        await using var pool = Pool(user, security);

        var subjects = await pool.RunAsync(
            new ImapRequest(MailboxName.Inbox), async (session, token) =>
            {
                var found = new List<string>();
                await RawCommand.RunAsync(session.Stream!, "FETCH 1 (BODY.PEEK[HEADER.FIELDS (SUBJECT)])", response =>
                {
                    found.Add(Encoding.ASCII.GetString(response));
                    return true;
                }, token);
                await session.Client.NoOpAsync(token);
                return found;
            }, Token);

        Assert.Contains("Subject: one", Assert.Single(subjects), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_command_of_ours_does_not_want_still_reaches_mailkit()
    {
        var user = server.NewUser();
        await server.DeliverAsync(user, "Subject: one\r\n\r\nfirst", Token);
        await using var pool = Pool(user, ConnectionSecurity.None);

        var (before, after) = await pool.RunAsync(
            new ImapRequest(MailboxName.Inbox), async (session, token) =>
            {
                var count = session.Opened.Count;
                await server.DeliverAsync(user, "Subject: two\r\n\r\nsecond", token);
                // The news of the second message comes along with the answer to this, which is the server's to time.
                while (session.Opened.Count == count)
                {
                    await RawCommand.RunAsync(session.Stream!, "NOOP", static _ => false, token);
                    await session.Client.NoOpAsync(token);
                }

                return (count, session.Opened.Count);
            }, Token);

        Assert.Equal((1, 2), (before, after));
    }

    [Fact]
    public async Task A_refused_command_is_told_and_the_connection_goes_on()
    {
        var user = server.NewUser();
        await using var pool = Pool(user, ConnectionSecurity.None);

        var failure = await pool.RunAsync(
            new ImapRequest(MailboxName.Inbox), async (session, token) =>
            {
                var refused = await Assert.ThrowsAsync<MailException>(
                    () => RawCommand.RunAsync(session.Stream!, "UID FETCH nonsense (FLAGS)", static _ => true, token));
                await session.Client.NoOpAsync(token);
                return refused;
            }, Token);

        Assert.Equal(MailFailure.ServerRefused, failure.Failure);
    }

    [Theory]
    [InlineData(ConnectionSecurity.None)]
    [InlineData(ConnectionSecurity.StartTls)]
    [InlineData(ConnectionSecurity.Tls)]
    public async Task An_idle_ends_when_asked_and_the_connection_goes_on(ConnectionSecurity security)
    {
        var user = server.NewUser();
        await using var pool = Pool(user, security);

        var arrived = await pool.RunAsync(
            new ImapRequest(MailboxName.Inbox), async (session, token) =>
            {
                using var done = CancellationTokenSource.CreateLinkedTokenSource(token);
                session.Opened.CountChanged += (_, _) => done.Cancel();
                var idle = session.Client.IdleAsync(done.Token, token);
                await server.DeliverAsync(user, "Subject: one\r\n\r\nfirst", token);
                await idle.WaitAsync(TimeSpan.FromSeconds(10), token);
                await session.Client.NoOpAsync(token);
                return session.Opened.Count;
            }, Token);

        Assert.Equal(1, arrived);
    }

    private TestPool Pool(TestUser user, ConnectionSecurity security)
    {
        var port = security == ConnectionSecurity.Tls ? server.ImapsPort : server.ImapPort;
        return new TestPool(new MailServer("127.0.0.1", port, security, AllowInvalidCertificate: true), user.Address, user.Password);
    }
}
