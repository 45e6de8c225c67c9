using Microsoft.Extensions.Logging.Abstractions;
using Webmail.Mail.Mailboxes;
using Webmail.Mail.Settings;
using Webmail.Mail.Tests.Imap;
using Webmail.Mail.Watching;
using Webmail.Testing.Imap;
using Xunit;

namespace Webmail.Mail.Tests.Mailboxes;

public sealed class MailboxEditorFaultTests : IAsyncDisposable
{
    private readonly ScriptedImapServer _server = new();
    private readonly List<string> _mailboxes = ["INBOX", "Old", "Old/Child"];

    public MailboxEditorFaultTests()
    {
        _server.On("LIST", (connection, command) =>
        {
            var pattern = command.Arguments.Split(' ')[^1].Trim('"');
            if (pattern.Length == 0)
                return connection.SendAsync("* LIST (\\Noselect) \"/\" \"\"", ScriptedImapConnection.Ok(command));
            IEnumerable<string> found = pattern.Contains('*', StringComparison.Ordinal) ? _mailboxes : _mailboxes.Where(name => name == pattern);
            return connection.SendAsync([.. found.Select(static name => $"* LIST () \"/\" \"{name}\""), ScriptedImapConnection.Ok(command)]);
        });
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public async Task A_rename_cut_in_the_middle_is_looked_for_before_it_is_repeated(bool done, int commands)
    {
        await using var pool = new TestPool(_server.Server());
        using var mailboxes = new MailboxService(pool.Pool, new MailboxChanges(), NullLogger<MailboxService>.Instance);
        CutOnce("RENAME", done, () =>
        {
            _mailboxes.RemoveAll(static name => name.StartsWith("Old", StringComparison.Ordinal));
            _mailboxes.AddRange(["New", "New/Child"]);
        });

        var renamed = await Editor(pool, mailboxes).RenameAsync(pool.Account.Id, new MailboxName("Old"), null, "New", Token);

        Assert.Equal("New", renamed.FullName);
        Assert.Equal(commands, _server.Count("RENAME"));
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public async Task A_create_cut_in_the_middle_is_looked_for_before_it_is_repeated(bool done, int commands)
    {
        await using var pool = new TestPool(_server.Server());
        using var mailboxes = new MailboxService(pool.Pool, new MailboxChanges(), NullLogger<MailboxService>.Instance);
        CutOnce("CREATE", done, () => _mailboxes.Add("New"));

        var created = await Editor(pool, mailboxes).CreateAsync(pool.Account.Id, null, "New", Token);

        Assert.Equal("New", created.FullName);
        Assert.Equal(commands, _server.Count("CREATE"));
        Assert.Equal(1, _server.Count("SUBSCRIBE"));
    }

    [Fact]
    public async Task A_deletion_cut_in_the_middle_goes_on_with_what_is_left()
    {
        await using var pool = new TestPool(_server.Server());
        using var mailboxes = new MailboxService(pool.Pool, new MailboxChanges(), NullLogger<MailboxService>.Instance);
        var cut = 0;
        _server.On("DELETE", (connection, command) =>
        {
            _mailboxes.Remove(command.Arguments.Trim('"'));
            if (Interlocked.Exchange(ref cut, 1) != 0)
                return connection.SendAsync(ScriptedImapConnection.Ok(command));
            connection.Cut();
            return Task.CompletedTask;
        });

        await Editor(pool, mailboxes).DeleteForGoodAsync(pool.Account.Id, new MailboxName("Old"), Token);

        Assert.Equal(["INBOX"], _mailboxes);
        Assert.Equal(2, _server.Count("DELETE"));
    }

    [Fact]
    public async Task A_name_that_was_taken_before_is_no_success()
    {
        await using var pool = new TestPool(_server.Server());
        using var mailboxes = new MailboxService(pool.Pool, new MailboxChanges(), NullLogger<MailboxService>.Instance);

        var failure = await Assert.ThrowsAsync<MailException>(
            () => Editor(pool, mailboxes).CreateAsync(pool.Account.Id, null, "Old", Token));

        Assert.Equal(MailFailure.MailboxExists, failure.Failure);
        Assert.Equal(0, _server.Count("CREATE"));
    }

    [Fact]
    public async Task Where_the_Trash_takes_no_mailboxes_it_is_told_and_nothing_is_deleted()
    {
        await using var pool = new TestPool(_server.Server());
        using var mailboxes = new MailboxService(pool.Pool, new MailboxChanges(), NullLogger<MailboxService>.Instance);
        _mailboxes.Add("Trash");
        _server.On("RENAME", static (connection, command) => connection.SendAsync($"{command.Tag} NO Trash has no room for folders"));

        var failure = await Assert.ThrowsAsync<MailException>(
            () => Editor(pool, mailboxes).DeleteAsync(pool.Account.Id, new MailboxName("Old"), Token));

        Assert.Equal(MailFailure.MailboxNotForTrash, failure.Failure);
        Assert.Equal("Trash has no room for folders", failure.Detail);
        Assert.Equal(0, _server.Count("DELETE"));
    }

    [Fact]
    public async Task INBOX_is_never_renamed()
    {
        await using var pool = new TestPool(_server.Server());
        using var mailboxes = new MailboxService(pool.Pool, new MailboxChanges(), NullLogger<MailboxService>.Instance);

        await Assert.ThrowsAsync<MailException>(
            () => Editor(pool, mailboxes).RenameAsync(pool.Account.Id, MailboxName.Inbox, null, "Old mail", Token));

        Assert.Equal(0, _server.Count("RENAME"));
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static MailboxEditor Editor(TestPool pool, MailboxService mailboxes)
    {
        var changes = new MailboxChanges();
        return new MailboxEditor(
            pool.Pool, mailboxes, new MailboxWatchers(pool.Pool, changes, TimeProvider.System, NullLogger<MailboxWatchers>.Instance), changes,
            new AccountSettingsStore(pool.Pool, changes, TimeProvider.System, NullLogger<AccountSettingsStore>.Instance), NullLogger<MailboxEditor>.Instance);
    }

    // The command is cut once, done or not; from then on it works.
    private void CutOnce(string command, bool done, Action work)
    {
        var cut = 0;
        _server.On(command, (connection, asked) =>
        {
            var first = Interlocked.Exchange(ref cut, 1) == 0;
            if (done || !first)
                work();
            if (!first)
                return connection.SendAsync(ScriptedImapConnection.Ok(asked));
            connection.Cut();
            return Task.CompletedTask;
        });
    }
}
