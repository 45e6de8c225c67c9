using System.Text;
using System.Threading.Channels;
using MailKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Webmail.Mail.Accounts;
using Webmail.Mail.Imap;
using Webmail.Mail.Labels;
using Webmail.Mail.Mailboxes;
using Webmail.Mail.Messages;
using Webmail.Mail.Operations;
using Webmail.Mail.Searching;
using Webmail.Mail.Settings;
using Webmail.Mail.Watching;
using Webmail.Testing;
using Webmail.Testing.Servers;

namespace Webmail.Mail.Tests.Messages;

/// <summary>The services of mail as the product wires them, for a fresh user of a real server.</summary>
internal sealed class MailUnderTest : IAsyncDisposable
{
    private readonly DovecotServer _server;
    private readonly SignedInAccounts _accounts = new();
    private readonly Channel<MailboxChange> _published = Channel.CreateUnbounded<MailboxChange>();
    private readonly IDisposable _subscription;

    public MailUnderTest(
        DovecotServer server, MailOptions? options = null, InMemoryHeaderCache? cache = null, TestUser? user = null, JournalStoreInMemory? store = null,
        TimeProvider? time = null, int? port = null)
    {
        (_server, Cache, User) = (server, cache ?? new InMemoryHeaderCache(), user ?? server.NewUser());
        Store = store ?? new JournalStoreInMemory();
        time ??= TimeProvider.System;
        var at = port is null ? User.Account : User.Account with { Imap = User.Account.Imap with { Port = port.Value } };
        Account = at.Id;
        options ??= new MailOptions();
        options.Imap.Host = User.Account.Imap.Host;
        var wrapped = Options.Create(options);
        var connector = new ImapConnector(
            new ServerDialer(wrapped, time), wrapped, time, NullLogger<ImapConnector>.Instance);
        Pool = new ImapSessionPool(_accounts, connector, wrapped, time, NullLogger<ImapSessionPool>.Instance);
        Mailboxes = new MailboxService(Pool, Changes, NullLogger<MailboxService>.Instance);
        Watchers = new MailboxWatchers(Pool, Changes, TimeProvider.System, NullLogger<MailboxWatchers>.Instance);
        Settings = new AccountSettingsStore(Pool, Changes, TimeProvider.System, NullLogger<AccountSettingsStore>.Instance);
        Editor = new MailboxEditor(Pool, Mailboxes, Watchers, Changes, Settings, NullLogger<MailboxEditor>.Instance);
        Sharing = new MailboxSharing(Pool, Changes, TimeProvider.System);
        Listing = new MessageListing(Pool, Mailboxes, Cache, Changes, NullLogger<MessageListing>.Instance);
        Reader = new MessageReader(Pool, Changes, wrapped, NullLogger<MessageReader>.Instance);
        Parts = new PartReader(Pool);
        Journal = NewJournal(time);
        Labels = new LabelService(Pool, Changes, Settings);
        Search = new SearchService(Pool, Listing, Labels);
        _subscription = Changes.Subscribe(Account, change => _published.Writer.TryWrite(change));
        _accounts.Add(at, User.Credentials);
    }

    public TestUser User { get; }

    public AccountId Account { get; }

    public JournalStoreInMemory Store { get; }

    public OperationJournal Journal { get; }

    public InMemoryHeaderCache Cache { get; }

    public SignedInAccounts Accounts => _accounts;

    public MailboxChanges Changes { get; } = new();

    public ImapSessionPool Pool { get; }

    public MailboxService Mailboxes { get; }

    public MailboxWatchers Watchers { get; }

    public MailboxEditor Editor { get; }

    public MailboxSharing Sharing { get; }

    public MessageListing Listing { get; }

    public MessageReader Reader { get; }

    public PartReader Parts { get; }

    public SearchService Search { get; }

    public AccountSettingsStore Settings { get; }

    public LabelService Labels { get; }

    /// <summary>The journal as it begins while its users are here already.</summary>
    public OperationJournal NewJournal(TimeProvider time) =>
        new(Store, Pool, Mailboxes, Listing, Changes, _accounts, time, NullLogger<OperationJournal>.Instance);

    /// <summary>Puts a message into a mailbox byte by byte and opens the mailbox's newest row.</summary>
    public async Task<MessageSummary> RowOfAsync(byte[] raw, CancellationToken token)
    {
        await AppendAsync(MailboxName.Inbox, raw, token);
        var view = await Listing.OpenAsync(Account, MailboxName.Inbox, token);
        return (await Listing.WindowAsync(Account, view, 0, 1, token))[0]!;
    }

    /// <summary>Puts a message into INBOX byte by byte and opens it.</summary>
    public async Task<Message> OpenAsync(byte[] raw, CancellationToken token) =>
        await Reader.OpenAsync(Account, await AppendAsync(MailboxName.Inbox, raw, token), "", token);

    /// <summary>Puts a message into INBOX, written with bare line feeds, and opens it.</summary>
    public Task<Message> OpenAsync(string raw, CancellationToken token) => OpenAsync(Bytes(raw), token);

    /// <summary>Puts a message into a mailbox behind the product's back.</summary>
    public async Task<MessageKey> AppendAsync(MailboxName mailbox, byte[] raw, CancellationToken token)
    {
        using var client = await _server.ConnectAsync(User, token);
        var folder = mailbox.IsInbox ? client.Inbox! : await client.GetFolderAsync(mailbox.FullName, token);
        await folder.OpenAsync(FolderAccess.ReadOnly, token);
        var uid = await AppendRaw.Async(User, _server.ImapPort, mailbox, raw, token);
        return new MessageKey(mailbox, folder.UidValidity, uid);
    }

    /// <summary>The next change of a kind; waits for it.</summary>
    public async Task<T> NextAsync<T>(CancellationToken token)
        where T : MailboxChange
    {
        while (true)
        {
            if (await _published.Reader.ReadAsync(token) is T change)
                return change;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _subscription.Dispose();
        Journal.Dispose();
        await Watchers.DisposeAsync();
        Sharing.Dispose();
        Listing.Dispose();
        Reader.Dispose();
        Mailboxes.Dispose();
        Labels.Dispose();
        Settings.Dispose();
        await Pool.DisposeAsync();
    }

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n"));
}
