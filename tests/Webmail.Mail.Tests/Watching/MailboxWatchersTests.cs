using System.Threading.Channels;
using MailKit;
using Microsoft.Extensions.Logging.Abstractions;
using Webmail.Mail.Tests.Imap;
using Webmail.Mail.Watching;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Watching;

/// <summary>Against Dovecot, once as it is (NOTIFY) and once speaking bare IMAP4rev1 with IDLE.</summary>
public sealed class MailboxWatchersTests(MailboxWatchersTests.Servers servers) : IClassFixture<MailboxWatchersTests.Servers>
{
    private const string Sent = "Sent";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task New_mail_in_the_viewed_mailbox_is_hinted(bool notify)
    {
        await using var watched = await WatchAsync(notify, MailboxName.Inbox);

        await watched.Server.DeliverAsync(watched.User, "Subject: News\n\nHello\n", Token);

        await watched.TouchedAsync(MailboxName.Inbox);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Another_view_is_watched_at_once(bool notify)
    {
        await using var watched = await WatchAsync(notify, MailboxName.Inbox);

        watched.Presence.View(new MailboxName(Sent));
        await watched.TouchedAsync(new MailboxName(Sent));
        await watched.SettleAsync();
        await watched.AppendAsync(Sent);

        await watched.TouchedAsync(new MailboxName(Sent));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_mailbox_that_a_second_viewer_looks_at_is_followed_too(bool notify)
    {
        await using var watched = await WatchAsync(notify, MailboxName.Inbox);
        using var second = watched.Watchers.Attach(watched.User.Account.Id);
        second.View(new MailboxName(Sent));
        await watched.TouchedAsync(new MailboxName(Sent));
        watched.Presence.View(MailboxName.Inbox);
        await watched.TouchedAsync(MailboxName.Inbox);
        await watched.SettleAsync();

        await watched.AppendUntilAsync(Sent, change => change is StatusChanged { Status.Messages: > 0 } status
            && status.Mailbox == new MailboxName(Sent));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Flags_changed_elsewhere_are_hinted(bool notify)
    {
        await using var watched = await WatchAsync(notify, MailboxName.Inbox, deliverFirst: true);
        using var other = await watched.Server.ConnectAsync(watched.User, Token);
        await other.Inbox!.OpenAsync(FolderAccess.ReadWrite, Token);

        await other.Inbox.AddFlagsAsync(0, MailKit.MessageFlags.Flagged, true, Token);

        await watched.TouchedAsync(MailboxName.Inbox);
    }

    [Fact]
    public async Task A_mailbox_made_elsewhere_changes_the_list_and_is_watched_from_then_on()
    {
        await using var watched = await WatchAsync(notify: true, MailboxName.Inbox);
        using var other = await watched.Server.ConnectAsync(watched.User, Token);
        await other.GetFolder(other.PersonalNamespaces[0]).CreateAsync("Projects", true, Token);
        await watched.SeeAsync(static change => change is MailboxListChanged);

        await watched.AppendUntilAsync("Projects", static change =>
            change is StatusChanged { Status.Messages: > 0 } status && status.Mailbox == new MailboxName("Projects"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_a_lost_connection_watching_goes_on_and_view_and_list_are_looked_at_again(bool notify)
    {
        await using var watched = await WatchAsync(notify, MailboxName.Inbox);

        await watched.Server.KickAsync(watched.User, Token);
        await watched.SeeAsync(static change => change is ServerReachable { Online: true });
        await watched.SeeAsync(static change => change is MailboxListChanged);
        await watched.TouchedAsync(MailboxName.Inbox);
        await watched.SettleAsync();

        await watched.Server.DeliverAsync(watched.User, "Subject: News\n\nHello\n", Token);
        await watched.TouchedAsync(MailboxName.Inbox);
    }

    [Fact]
    public async Task A_viewed_mailbox_that_is_deleted_is_reported_gone()
    {
        await using var watched = await WatchAsync(notify: true, MailboxName.Inbox);

        watched.Presence.View(new MailboxName("Nowhere"));

        await watched.SeeAsync(static change => change is MailboxReset { Gone: true });
    }

    private async Task<Watched> WatchAsync(bool notify, MailboxName mailbox, bool deliverFirst = false)
    {
        var server = notify ? servers.Full : servers.Bare;
        var user = server.NewUser();
        if (deliverFirst)
            await server.DeliverAsync(user, "Subject: Old\n\nHello\n", Token);
        var watched = new Watched(server, user);
        watched.Presence.View(mailbox);
        await watched.TouchedAsync(mailbox);
        await watched.SettleAsync();
        return watched;
    }

    private sealed class Watched : IAsyncDisposable
    {
        private readonly Channel<MailboxChange> _changes = Channel.CreateUnbounded<MailboxChange>();
        private readonly TestPool _pool;

        public Watched(DovecotServer server, TestUser user)
        {
            (Server, User) = (server, user);
            _pool = new TestPool(user.Account.Imap, user.Address, user.Password);
            var changes = new MailboxChanges();
            changes.Subscribe(user.Account.Id, change => _changes.Writer.TryWrite(change));
            Watchers = new MailboxWatchers(_pool.Pool, changes, TimeProvider.System, NullLogger<MailboxWatchers>.Instance);
            Presence = Watchers.Attach(user.Account.Id);
        }

        public DovecotServer Server { get; }

        public TestUser User { get; }

        public MailboxWatchers Watchers { get; }

        public MailboxPresence Presence { get; }

        public Task TouchedAsync(MailboxName mailbox) => SeeAsync(change => change is MailboxTouched touched && touched.Mailbox == mailbox);

        public async Task SeeAsync(Func<MailboxChange, bool> expected)
        {
            while (!expected(await _changes.Reader.ReadAsync(Token)))
            {
                // Other news come in between.
            }
        }

        // Forgets the hints of having begun to watch: those that follow come from the server.
        public async Task SettleAsync()
        {
            using var quiet = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            try
            {
                while (true)
                    await _changes.Reader.ReadAsync(quiet.Token);
            }
            catch (OperationCanceledException)
            {
                // Quiet.
            }
        }

        public async Task AppendAsync(string mailbox)
        {
            using var other = await Server.ConnectAsync(User, Token);
            var folder = await other.GetFolderAsync(mailbox, Token);
            await folder.AppendAsync(new AppendRequest(new MimeKit.MimeMessage { Subject = "News" }), Token);
        }

        public async Task AppendUntilAsync(string mailbox, Func<MailboxChange, bool> expected)
        {
            var seen = SeeAsync(expected);
            do
                await AppendAsync(mailbox);
            while (await Task.WhenAny(seen, Task.Delay(2000, Token)) != seen);
            await seen;
        }

        public async ValueTask DisposeAsync()
        {
            Presence.Dispose();
            await Watchers.DisposeAsync();
            await _pool.DisposeAsync();
        }
    }

    public sealed class Servers : IAsyncLifetime
    {
        public DovecotServer Full { get; } = new();

        public DovecotServer Bare { get; } = new() { Capability = "IMAP4rev1 IDLE NAMESPACE SASL-IR" };

        public async ValueTask InitializeAsync()
        {
            await Full.InitializeAsync();
            await Bare.InitializeAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await Full.DisposeAsync();
            await Bare.DisposeAsync();
        }
    }
}
