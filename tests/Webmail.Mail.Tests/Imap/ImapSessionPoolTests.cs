using Microsoft.Extensions.Time.Testing;
using Webmail.Mail.Accounts;
using Webmail.Mail.Imap;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Imap;

/// <summary>Against a Dovecot that allows three connections, as many providers do.</summary>
public sealed class ImapSessionPoolTests(ImapSessionPoolTests.NarrowDovecot dovecot) : IClassFixture<ImapSessionPoolTests.NarrowDovecot>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task More_work_than_connections_is_done_one_after_the_other()
    {
        var (pool, user) = NewPool();
        await using var _ = pool;
        using var first = await dovecot.ConnectAsync(user, Token);
        using var second = await dovecot.ConnectAsync(user, Token);
        await pool.NoOpAsync(Token);

        var mailboxes = new[] { "INBOX", "Sent", "Drafts", "Trash" };
        var opened = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => pool.RunAsync(
            new ImapRequest(new MailboxName(mailboxes[i % 4])), static (session, _) => Task.FromResult(session.Opened.FullName), Token)));

        Assert.Equal(Enumerable.Range(0, 40).Select(i => mailboxes[i % 4]), opened);
        Assert.Equal(3, await dovecot.CountConnectionsAsync(user, Token));
    }

    [Fact]
    public async Task A_user_whose_connections_are_all_taken_elsewhere_is_told_so()
    {
        var (pool, user) = NewPool();
        await using var _ = pool;
        using var first = await dovecot.ConnectAsync(user, Token);
        using var second = await dovecot.ConnectAsync(user, Token);
        using var third = await dovecot.ConnectAsync(user, Token);

        var failure = await Assert.ThrowsAsync<MailException>(() => pool.NoOpAsync(Token));

        Assert.Equal(MailFailure.TooManyConnections, failure.Failure);
    }

    [Fact]
    public async Task The_watching_connection_is_given_up_when_work_can_have_none()
    {
        var (pool, user) = NewPool();
        await using var _ = pool;
        using var first = await dovecot.ConnectAsync(user, Token);
        using var second = await dovecot.ConnectAsync(user, Token);
        var asked = new TaskCompletionSource();
        var watching = await pool.Pool.WatchAsync(pool.Account.Id, () => asked.TrySetResult(), Token);

        var work = pool.NoOpAsync(Token);
        await asked.Task.WaitAsync(Token);
        await watching.DisposeAsync();

        Assert.True(await work);
        var refused = await Assert.ThrowsAsync<MailException>(() => pool.Pool.WatchAsync(pool.Account.Id, static () => { }, Token));
        Assert.Equal(MailFailure.TooManyConnections, refused.Failure);
    }

    [Fact]
    public async Task Somebody_who_waits_goes_before_work_that_nobody_waits_for()
    {
        var (pool, _) = NewPool();
        await using var __ = pool;
        var order = new List<ImapPriority>();
        var free = new TaskCompletionSource();
        var keep = new TaskCompletionSource();
        var lent = await Task.WhenAll(HoldAsync(free.Task), HoldAsync(keep.Task), HoldAsync(keep.Task));
        var waiting = new[] { ImapPriority.Background, ImapPriority.Prefetch, ImapPriority.Interactive }.Select(NoteAsync).ToArray();

        // One connection alone serves all three, so they come one after the other.
        free.SetResult();
        await Task.WhenAll(waiting);
        keep.SetResult();
        await Task.WhenAll(lent);

        Assert.Equal([ImapPriority.Interactive, ImapPriority.Prefetch, ImapPriority.Background], order);

        // Completes as soon as a connection is lent, with the work that holds it.
        async Task<Task<bool>> HoldAsync(Task until)
        {
            var begun = new TaskCompletionSource();
            var work = pool.RunAsync(
                new ImapRequest(null),
                async (_, _) =>
                {
                    begun.SetResult();
                    await until;
                    return true;
                },
                Token);
            await begun.Task.WaitAsync(Token);
            return work;
        }

        Task<bool> NoteAsync(ImapPriority priority) => pool.RunAsync(
            new ImapRequest(null, Priority: priority),
            (_, _) =>
            {
                order.Add(priority);
                return Task.FromResult(true);
            },
            Token);
    }

    [Fact]
    public async Task Background_work_leaves_a_connection_for_those_who_wait()
    {
        var (pool, _) = NewPool();
        await using var __ = pool;
        var release = new TaskCompletionSource();
        var background = Enumerable.Range(0, 6).Select(_ => pool.RunAsync(
            new ImapRequest(null, Priority: ImapPriority.Background),
            async (_, _) =>
            {
                await release.Task;
                return true;
            },
            Token)).ToArray();

        Assert.True(await pool.NoOpAsync(Token));

        release.SetResult();
        await Task.WhenAll(background);
    }

    [Fact]
    public async Task The_session_that_has_the_mailbox_selected_is_preferred_and_serves_reads_from_read_write()
    {
        var (pool, user) = NewPool();
        await using var _ = pool;
        var release = new TaskCompletionSource();
        var writing = pool.RunAsync(
            new ImapRequest(new MailboxName("Sent"), MailboxAccess.Write),
            async (session, _) =>
            {
                await release.Task;
                return session.Client;
            },
            Token);
        var elsewhere = await ClientOfAsync(pool, "INBOX", MailboxAccess.Read);
        release.SetResult();
        var written = await writing;
        Assert.NotSame(written, elsewhere);

        Assert.Same(written, await ClientOfAsync(pool, "Sent", MailboxAccess.Read));
        Assert.Same(elsewhere, await ClientOfAsync(pool, "INBOX", MailboxAccess.Read));
        Assert.Equal(2, await dovecot.CountConnectionsAsync(user, Token));
    }

    [Fact]
    public async Task A_mailbox_that_does_not_exist_is_gone_and_the_connection_stays_good()
    {
        var (pool, user) = NewPool();
        await using var _ = pool;

        var failure = await Assert.ThrowsAsync<MailException>(() => pool.RunAsync(
            new ImapRequest(new MailboxName("Nowhere")), static (_, _) => Task.FromResult(true), Token));

        Assert.Equal(MailFailure.MailboxGone, failure.Failure);
        Assert.True(await pool.NoOpAsync(Token));
        Assert.Equal(1, await dovecot.CountConnectionsAsync(user, Token));
    }

    [Fact]
    public async Task A_message_that_came_since_is_seen_by_the_next_work()
    {
        var time = new FakeTimeProvider();
        var (pool, user) = NewPool(time);
        await using var _ = pool;
        Assert.Equal(0, await CountAsync(pool));
        await dovecot.DeliverAsync(user, "Subject: News\n\nHello\n", Token);
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(1, await CountAsync(pool));
    }

    [Fact]
    public async Task Connections_cut_by_the_server_at_rest_are_replaced_unnoticed()
    {
        var time = new FakeTimeProvider();
        var (pool, user) = NewPool(time);
        await using var _ = pool;
        await pool.NoOpAsync(Token);
        await dovecot.KickAsync(user, Token);
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.True(await pool.NoOpAsync(Token));
    }

    [Fact]
    public async Task Signing_in_proves_the_password_and_keeps_the_connection()
    {
        var (pool, user) = NewPool();
        await using var _ = pool;

        await pool.Pool.SignInAsync(user.Account, user.Credentials, Token);
        await pool.NoOpAsync(Token);

        Assert.Equal(1, await dovecot.CountConnectionsAsync(user, Token));
        var refused = await Assert.ThrowsAsync<MailException>(
            () => pool.Pool.SignInAsync(user.Account, new Credentials("wrong"), Token));
        Assert.Equal(MailFailure.SignInRefused, refused.Failure);
    }

    [Fact]
    public async Task Signing_in_again_has_room_though_all_connections_are_open()
    {
        var (pool, user) = NewPool();
        await using var _ = pool;
        await FillAsync(pool);
        Assert.Equal(3, await dovecot.CountConnectionsAsync(user, Token));

        await pool.Pool.SignInAsync(user.Account, user.Credentials, Token);
    }

    [Fact]
    public async Task Connections_at_rest_are_closed_first_the_extra_ones_then_the_last()
    {
        var time = new FakeTimeProvider();
        var (pool, user) = NewPool(time);
        await using var _ = pool;
        await FillAsync(pool);

        time.Advance(TimeSpan.FromMinutes(3));
        await WaitForConnectionsAsync(user, 1);
        time.Advance(TimeSpan.FromMinutes(3));
        await WaitForConnectionsAsync(user, 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_certificate_that_nobody_signed_is_refused_in_words_unless_the_administrator_accepts_it(bool implicitTls)
    {
        var user = dovecot.NewUser();
        var server = implicitTls
            ? new MailServer("127.0.0.1", dovecot.ImapsPort, ConnectionSecurity.Tls)
            : new MailServer("127.0.0.1", dovecot.ImapPort, ConnectionSecurity.Auto);
        await using var strict = new TestPool(server, user.Address, user.Password);
        await using var lenient = new TestPool(server with { AllowInvalidCertificate = true }, user.Address, user.Password);

        var failure = await Assert.ThrowsAsync<MailException>(() => strict.NoOpAsync(Token));

        Assert.Equal(MailFailure.CertificateInvalid, failure.Failure);
        Assert.NotEmpty(failure.Detail);
        Assert.True(await lenient.NoOpAsync(Token));
    }

    private static Task<int> CountAsync(TestPool pool) =>
        pool.RunAsync(new ImapRequest(MailboxName.Inbox), static (session, _) => Task.FromResult(session.Opened.Count), Token);

    private static Task<object> ClientOfAsync(TestPool pool, string mailbox, MailboxAccess access) => pool.RunAsync(
        new ImapRequest(new MailboxName(mailbox), access), static (session, _) => Task.FromResult<object>(session.Client), Token);

    private static async Task FillAsync(TestPool pool)
    {
        var release = new TaskCompletionSource();
        var arrived = 0;
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => pool.RunAsync(
            new ImapRequest(null),
            async (_, _) =>
            {
                if (Interlocked.Increment(ref arrived) == 3)
                    release.SetResult();
                await release.Task;
                return true;
            },
            Token)));
    }

    private async Task WaitForConnectionsAsync(TestUser user, int count)
    {
        while (await dovecot.CountConnectionsAsync(user, Token) != count)
            await Task.Delay(50, Token);
    }

    private (TestPool Pool, TestUser User) NewPool(TimeProvider? time = null)
    {
        var user = dovecot.NewUser();
        return (new TestPool(user.Account.Imap, user.Address, user.Password, time), user);
    }

    public sealed class NarrowDovecot : IAsyncLifetime
    {
        private readonly DovecotServer _server = new() { MaxConnections = 3 };

        public int ImapPort => _server.ImapPort;

        public int ImapsPort => _server.ImapsPort;

        public TestUser NewUser() => _server.NewUser();

        public Task<MailKit.Net.Imap.ImapClient> ConnectAsync(TestUser user, CancellationToken token) => _server.ConnectAsync(user, token);

        public Task<int> CountConnectionsAsync(TestUser user, CancellationToken token) => _server.CountConnectionsAsync(user, token);

        public Task DeliverAsync(TestUser user, string message, CancellationToken token) => _server.DeliverAsync(user, message, token);

        public Task KickAsync(TestUser user, CancellationToken token) => _server.KickAsync(user, token);

        public ValueTask InitializeAsync() => _server.InitializeAsync();

        public ValueTask DisposeAsync() => _server.DisposeAsync();
    }
}
