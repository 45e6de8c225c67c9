using MailKit.Net.Imap;
using Webmail.Mail.Accounts;
using Webmail.Mail.Snapshots;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Snapshots;

public sealed class FolderSnapshotsTests(DovecotServer dovecot, CyrusServer cyrus) : IClassFixture<DovecotServer>, IClassFixture<CyrusServer>
{
    private static readonly (string Mailbox, int Messages)[] Tree =
    [
        ("INBOX", 304), ("Sent", 150), ("Projects", 100), ("Projects/2025", 150), ("Projects/2025/会議 & Reports", 150), ("100% \"quoted\"", 50),
        ("v1.2 *final*", 86), ("Empty", 0),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thousand_messages_arrive_as_they_are_though_the_connection_is_cut_in_the_middle_of_one()
    {
        var target = cyrus.NewUser();
        await using var relay = new CuttingRelay(cyrus.ImapPort);
        await using var copying = new SnapshotsUnderTest(dovecot.NewUser());
        using var source = await FillAsync(copying.User);
        await SourceMail.AddOddOnesAsync(dovecot, copying.User, Token);
        await SourceMail.AddLargeAsync(dovecot, copying.User, "Projects", 3_000_000, Token);
        relay.CutAfter(1_500_000);

        var end = await copying.RunAsync(SnapshotsUnderTest.Everything(target, port: relay.Port), target, Token);

        Assert.Equal((SnapshotPhase.Finished, 1000, 1000, 0), (end.Phase, end.Messages, end.MessagesDone, end.MessagesFailed));
        Assert.Equal(end.Bytes, end.BytesDone);
        Assert.Equal(2, relay.Connections);
        using var copy = await cyrus.ConnectAsync(target, Token);
        await AssertSameAsync(source, copy, end, "Copy", '/');
    }

    [Fact]
    public async Task What_arrived_though_the_answer_was_lost_is_not_sent_again()
    {
        var target = cyrus.NewUser();
        await using var relay = new CuttingRelay(cyrus.ImapPort);
        await using var copying = new SnapshotsUnderTest(dovecot.NewUser());
        using var source = await dovecot.ConnectAsync(copying.User, Token);
        await SourceMail.AddAsync(source, "INBOX", 100, Token);
        relay.CutBefore("APPENDUID");

        var end = await copying.RunAsync(SnapshotsUnderTest.Everything(target, port: relay.Port), target, Token);

        Assert.Equal((SnapshotPhase.Finished, 100, 100), (end.Phase, end.Messages, end.MessagesDone));
        Assert.Equal(2, relay.Connections);
        using var copy = await cyrus.ConnectAsync(target, Token);
        await AssertSameAsync(source, copy, end, "Copy", '/');
    }

    [Fact]
    public async Task A_second_run_copies_nothing_and_a_third_what_came_since()
    {
        var target = cyrus.NewUser();
        await using var copying = new SnapshotsUnderTest(dovecot.NewUser());
        using var source = await dovecot.ConnectAsync(copying.User, Token);
        await SourceMail.AddAsync(source, "Projects/2025", 40, Token);
        await SourceMail.AddOddOnesAsync(dovecot, copying.User, Token);
        var request = SnapshotsUnderTest.Everything(target);
        await copying.RunAsync(request, target, Token);

        var second = await copying.RunAsync(request, target, Token);
        await SourceMail.AddAsync(source, "INBOX", 3, Token);
        var third = await copying.RunAsync(request, target, Token);

        Assert.Equal((SnapshotPhase.Finished, 0, 49), (second.Phase, second.Messages, second.AlreadyThere));
        Assert.Equal((SnapshotPhase.Finished, 3, 3, 49), (third.Phase, third.Messages, third.MessagesDone, third.AlreadyThere));
        using var copy = await cyrus.ConnectAsync(target, Token);
        await AssertSameAsync(source, copy, third, "Copy", '/');
    }

    [Fact]
    public async Task A_folder_with_what_is_in_it_goes_to_a_bare_server_one_message_at_a_time()
    {
        await using var bare = new DovecotServer { Capability = "IMAP4rev1", RecordsProtocol = true, Users = 1 };
        await bare.InitializeAsync();
        var target = bare.NewUser();
        await using var copying = new SnapshotsUnderTest(dovecot.NewUser());
        using var source = await dovecot.ConnectAsync(copying.User, Token);
        await SourceMail.AddAsync(source, "Projects/2025/会議", 30, Token);
        await SourceMail.AddAsync(source, "Projects/2025", 20, Token);
        await SourceMail.AddAsync(source, "Projects", 10, Token);
        var request = SnapshotsUnderTest.Everything(target, "Backup/Here") with { Mailbox = new MailboxName("Projects/2025") };

        var end = await copying.RunAsync(request, target, Token);

        Assert.Equal((SnapshotPhase.Finished, 50, 50), (end.Phase, end.Messages, end.MessagesDone));
        using var copy = await bare.ConnectAsync(target, Token);
        Assert.DoesNotContain(await MailboxContents.NamesAsync(copy, Token), static name => name.EndsWith("Projects", StringComparison.Ordinal));
        Assert.Equal(
            await MailboxContents.ReadAsync(source, "Projects/2025", Token), await MailboxContents.ReadAsync(copy, "Backup/Here/2025", Token));
        Assert.Equal(
            await MailboxContents.ReadAsync(source, "Projects/2025/会議", Token),
            await MailboxContents.ReadAsync(copy, "Backup/Here/2025/会議", Token));
        var appends = bare.ProtocolLog.Commands.Where(static line => line.Contains(" APPEND ", StringComparison.Ordinal)).ToList();
        Assert.Equal(50, appends.Count);
        Assert.DoesNotContain(appends, static line => line.EndsWith("+}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Messages_go_together_where_the_server_takes_several()
    {
        await using var rich = new DovecotServer { RecordsProtocol = true, Users = 2 };
        await rich.InitializeAsync();
        var target = rich.NewUser();
        await using var copying = new SnapshotsUnderTest(rich.NewUser());
        using var source = await rich.ConnectAsync(copying.User, Token);
        await SourceMail.AddAsync(source, "INBOX", 60, Token);
        rich.ProtocolLog.Clear();

        await copying.RunAsync(SnapshotsUnderTest.Everything(target), target, Token);

        Assert.Single(rich.ProtocolLog.Commands, static line => line.Contains(" APPEND \"Copy/INBOX\" ", StringComparison.Ordinal)
            && line.EndsWith("+}", StringComparison.Ordinal));
        // Of the source nothing changes, not even what is read.
        Assert.DoesNotContain(rich.ProtocolLog.Commands, static line => line.Contains(" STORE ", StringComparison.Ordinal)
            || line.Contains("BODY[", StringComparison.Ordinal) || line.EndsWith(" SELECT INBOX", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Names_and_levels_become_those_of_a_classic_server()
    {
        await using var classic = new CyrusServer { IsClassic = true, Users = 1 };
        await classic.InitializeAsync();
        var target = classic.NewUser();
        await using var copying = new SnapshotsUnderTest(dovecot.NewUser());
        using var source = await dovecot.ConnectAsync(copying.User, Token);
        await SourceMail.AddAsync(source, "Projects/v1.2", 5, Token);
        await SourceMail.AddAsync(source, "Projects/v1_2", 4, Token);
        await SourceMail.AddAsync(source, "Sent", 3, Token);

        var end = await copying.RunAsync(SnapshotsUnderTest.Everything(target, "Old mail"), target, Token);

        Assert.Equal((SnapshotPhase.Finished, 12, 12, 0), (end.Phase, end.Messages, end.MessagesDone, end.MessagesFailed));
        var renamed = Assert.Single(end.Notices);
        Assert.Equal((SnapshotNoticeKind.Renamed, "Projects/v1.2"), (renamed.Kind, renamed.Mailbox.FullName));
        using var copy = await classic.ConnectAsync(target, Token);
        Assert.Equal(5, (await MailboxContents.ReadAsync(copy, renamed.Target, Token)).Count);
        Assert.Equal(3, (await MailboxContents.ReadAsync(copy, "INBOX.Old mail.Sent", Token)).Count);
        Assert.StartsWith("INBOX.Old mail.Projects.v1_2", renamed.Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_account_ends_the_copy_with_what_is_left_by_mailbox()
    {
        await using var small = new CyrusServer { QuotaKilobytes = 100, Users = 1 };
        await small.InitializeAsync();
        var target = small.NewUser();
        await using var copying = new SnapshotsUnderTest(dovecot.NewUser());
        using var source = await dovecot.ConnectAsync(copying.User, Token);
        await SourceMail.AddAsync(source, "INBOX", 60, Token);
        await SourceMail.AddAsync(source, "Projects", 7, Token);

        var end = await copying.RunAsync(SnapshotsUnderTest.Everything(target), target, Token);

        Assert.Equal((SnapshotPhase.Failed, MailFailure.QuotaExceeded), (end.Phase, end.Failure));
        Assert.InRange(end.MessagesDone, 1, 59);
        Assert.Equal(67 - end.MessagesDone, end.MessagesFailed);
        Assert.Equal(7, end.Failures.Single(static failure => failure.Mailbox.FullName == "Projects").Messages);
        using var copy = await small.ConnectAsync(target, Token);
        Assert.Equal(end.MessagesDone, (await MailboxContents.ReadAsync(copy, "Copy/INBOX", Token)).Count);
    }

    [Fact]
    public async Task A_message_that_is_too_large_is_told_and_the_others_arrive()
    {
        await using var strict = new CyrusServer { MaxMessageBytes = 200_000, Users = 1 };
        await strict.InitializeAsync();
        var target = strict.NewUser();
        await using var copying = new SnapshotsUnderTest(dovecot.NewUser());
        using var source = await dovecot.ConnectAsync(copying.User, Token);
        await SourceMail.AddAsync(source, "INBOX", 5, Token);
        await SourceMail.AddLargeAsync(dovecot, copying.User, "INBOX", 250_000, Token);
        await SourceMail.AddLargeAsync(dovecot, copying.User, "INBOX", 2_500_000, Token);
        await SourceMail.AddAsync(source, "Projects", 2, Token);

        var end = await copying.RunAsync(SnapshotsUnderTest.Everything(target), target, Token);

        Assert.Equal((SnapshotPhase.Finished, 7), (end.Phase, end.MessagesDone));
        var failure = Assert.Single(end.Failures);
        Assert.Equal((MailboxName.Inbox, MailFailure.TooLarge, 2), (failure.Mailbox, failure.Failure, failure.Messages));
        Assert.Equal(["large", "large"], failure.Subjects);
    }

    [Fact]
    public async Task A_message_that_the_server_refuses_is_told_and_keeps_none_that_goes_with_it()
    {
        var target = cyrus.NewUser();
        await using var copying = new SnapshotsUnderTest(dovecot.NewUser());
        using var source = await dovecot.ConnectAsync(copying.User, Token);
        await SourceMail.AddAsync(source, "INBOX", 10, Token);
        await SourceMail.AddImpossibleOnesAsync(dovecot, copying.User, Token);
        await SourceMail.AddAsync(source, "INBOX", 10, Token);

        var end = await copying.RunAsync(SnapshotsUnderTest.Everything(target), target, Token);

        Assert.Equal((SnapshotPhase.Finished, 20), (end.Phase, end.MessagesDone));
        var failure = Assert.Single(end.Failures);
        Assert.Equal((MailFailure.ServerRefused, 2), (failure.Failure, failure.Messages));
        Assert.Contains("header", failure.Detail, StringComparison.OrdinalIgnoreCase);
        using var copy = await cyrus.ConnectAsync(target, Token);
        Assert.Equal(20, (await MailboxContents.ReadAsync(copy, "Copy/INBOX", Token)).Count);
    }

    [Fact]
    public async Task A_cancelled_copy_stops_and_goes_on_where_it_was()
    {
        var target = cyrus.NewUser();
        await using var copying = new SnapshotsUnderTest(dovecot.NewUser());
        using var source = await dovecot.ConnectAsync(copying.User, Token);
        await SourceMail.AddAsync(source, "INBOX", 400, Token, textBytes: 20_000);
        var request = SnapshotsUnderTest.Everything(target);
        await copying.StartAsync(request, target, Token);
        await copying.UntilAsync(static now => now.MessagesDone > 0, Token);

        Assert.Equal(SnapshotOutcome.AlreadyRunning, (await copying.Snapshots.StartAsync(copying.Account, request, target.Credentials, Token)).Outcome);
        copying.Snapshots.Cancel(copying.Account);
        await copying.Snapshots.EndOf(copying.Account).WaitAsync(TimeSpan.FromMinutes(1), Token);
        var cancelled = copying.Snapshots.Find(copying.Account)!;
        var end = await copying.RunAsync(request, target, Token);

        Assert.Equal(SnapshotPhase.Cancelled, cancelled.Phase);
        Assert.InRange(end.AlreadyThere, cancelled.MessagesDone, 399);
        Assert.Equal(400, end.AlreadyThere + end.MessagesDone);
        using var copy = await cyrus.ConnectAsync(target, Token);
        await AssertSameAsync(source, copy, end, "Copy", '/');
        copying.Snapshots.Dismiss(copying.Account);
        Assert.Null(copying.Snapshots.Find(copying.Account));
    }

    [Fact]
    public async Task A_server_that_is_away_for_a_while_is_waited_for()
    {
        var target = cyrus.NewUser();
        await using var relay = new CuttingRelay(cyrus.ImapPort);
        await using var copying = new SnapshotsUnderTest(dovecot.NewUser());
        using var source = await dovecot.ConnectAsync(copying.User, Token);
        await SourceMail.AddAsync(source, "INBOX", 200, Token, textBytes: 10_000);
        await copying.StartAsync(SnapshotsUnderTest.Everything(target, port: relay.Port), target, Token);
        await copying.UntilAsync(static now => now.MessagesDone > 0, Token);

        relay.GoAway();
        var waiting = await copying.UntilAsync(static now => now.Waiting is not null || !now.IsRunning, Token);
        relay.ComeBack();
        await copying.Snapshots.EndOf(copying.Account).WaitAsync(TimeSpan.FromMinutes(2), Token);

        Assert.True(waiting.IsRunning);
        var end = copying.Snapshots.Find(copying.Account)!;
        Assert.Equal((SnapshotPhase.Finished, 200, 0), (end.Phase, end.MessagesDone, end.MessagesFailed));
        using var copy = await cyrus.ConnectAsync(target, Token);
        await AssertSameAsync(source, copy, end, "Copy", '/');
    }

    [Fact]
    public async Task Signing_out_ends_the_copy()
    {
        var target = cyrus.NewUser();
        await using var copying = new SnapshotsUnderTest(dovecot.NewUser());
        using var source = await dovecot.ConnectAsync(copying.User, Token);
        await SourceMail.AddAsync(source, "INBOX", 400, Token, textBytes: 20_000);
        await copying.StartAsync(SnapshotsUnderTest.Everything(target), target, Token);
        await copying.UntilAsync(static now => now.MessagesDone > 0, Token);

        copying.Accounts.Remove(copying.Account);
        await copying.Snapshots.EndOf(copying.Account).WaitAsync(TimeSpan.FromMinutes(1), Token);

        Assert.Equal(MailFailure.SignedOut, copying.Snapshots.Find(copying.Account)!.Failure);
    }

    [Fact]
    public async Task The_other_server_is_checked_like_one_at_signing_in()
    {
        var target = cyrus.NewUser();
        await using var open = new SnapshotsUnderTest(dovecot.NewUser());
        await using var strict = new SnapshotsUnderTest(dovecot.NewUser(), allowsPrivateServers: false);
        var request = SnapshotsUnderTest.Everything(target);

        var plain = await strict.Snapshots.StartAsync(strict.Account, request, target.Credentials, Token);
        var wrong = await open.Snapshots.StartAsync(open.Account, request, new Credentials("wrong"), Token);
        var untrusted = await open.Snapshots.StartAsync(
            open.Account, request with { Server = new MailServer("localhost", cyrus.ImapsPort, ConnectionSecurity.Tls) }, target.Credentials, Token);
        for (var i = 0; i < 4; i++)
            await open.Snapshots.StartAsync(open.Account, request with { UserName = $"user{i}" }, new Credentials("wrong"), Token);
        var guessing = await open.Snapshots.StartAsync(open.Account, request with { UserName = "another" }, new Credentials("wrong"), Token);

        Assert.Equal((SnapshotOutcome.ServerFailed, MailFailure.HostNotAllowed), (plain.Outcome, plain.Failure));
        Assert.Equal((SnapshotOutcome.ServerFailed, MailFailure.SignInRefused), (wrong.Outcome, wrong.Failure));
        Assert.Equal((SnapshotOutcome.ServerFailed, MailFailure.CertificateInvalid), (untrusted.Outcome, untrusted.Failure));
        Assert.Equal(SnapshotOutcome.TooManyAttempts, guessing.Outcome);
        Assert.Null(open.Snapshots.Find(open.Account));
    }

    private async Task<ImapClient> FillAsync(TestUser user)
    {
        var source = await dovecot.ConnectAsync(user, Token);
        foreach (var (mailbox, messages) in Tree)
            await SourceMail.AddAsync(source, mailbox, messages, Token, textBytes: 700);
        return source;
    }

    private static async Task AssertSameAsync(ImapClient source, ImapClient copy, SnapshotProgress end, string folder, char delimiter)
    {
        var renamed = end.Notices.Where(static notice => notice.Kind == SnapshotNoticeKind.Renamed)
            .ToDictionary(static notice => notice.Mailbox.FullName, static notice => notice.Target);
        foreach (var name in await MailboxContents.NamesAsync(source, Token))
        {
            var there = renamed.GetValueOrDefault(name, $"{folder}{delimiter}{name}");
            Assert.Equal(await MailboxContents.ReadAsync(source, name, Token), await MailboxContents.ReadAsync(copy, there, Token));
        }
    }
}
