using System.Globalization;
using MailKit;
using MimeKit;
using Webmail.Mail.Messages;
using Webmail.Mail.Operations;
using Webmail.Mail.Tests.Messages;
using Webmail.Mail.Watching;
using Webmail.Testing;
using Webmail.Testing.Servers;

namespace Webmail.Mail.Tests.Operations;

/// <summary>A mailbox with messages in it, the journal, and the eyes of a second client.</summary>
internal sealed class MailToActOn : IAsyncDisposable
{
    private readonly DovecotServer _server;
    private int _named;

    private MailToActOn(DovecotServer server, MailUnderTest mail, uint uidValidity) => (_server, Mail, UidValidity) = (server, mail, uidValidity);

    public MailUnderTest Mail { get; }

    public uint UidValidity { get; }

    public OperationJournal Journal => Mail.Journal;

    /// <summary>A fresh user's INBOX with messages 1, 2, 3 ...; every third one is read, every fourth flagged.</summary>
    public static async Task<MailToActOn> WithAsync(
        DovecotServer server, int messages, CancellationToken token, JournalStoreInMemory? store = null, TimeProvider? time = null, int? port = null)
    {
        var mail = new MailUnderTest(server, store: store, time: time, port: port);
        var uidValidity = await FillAsync(server, mail.User, "INBOX", messages, token);
        return new MailToActOn(server, mail, uidValidity);
    }

    /// <summary>The same user after the process was started anew.</summary>
    public async Task<MailToActOn> RestartedAsync(TimeProvider? time = null)
    {
        await DisposeAsync();
        return new MailToActOn(_server, new MailUnderTest(_server, user: Mail.User, store: Mail.Store, time: time), UidValidity);
    }

    public static async Task<uint> FillAsync(DovecotServer server, TestUser user, string mailbox, int messages, CancellationToken token)
    {
        using var client = await server.ConnectAsync(user, token);
        var top = client.GetFolder(client.PersonalNamespaces[0]);
        var folder = mailbox == "INBOX" ? client.Inbox! : await top.CreateAsync(mailbox, true, token) ?? throw new InvalidOperationException();
        var requests = Enumerable.Range(1, messages).Select(static i => (IAppendRequest)new AppendRequest(Message(i), FlagsOf(i), new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero).AddHours(i)));
        foreach (var some in requests.Chunk(500))
            await folder.AppendAsync([.. some], token);
        await folder.OpenAsync(FolderAccess.ReadOnly, token);
        return folder.UidValidity;
    }

    public Operation Of(OperationKind kind, string uids, string? target = null, string? label = null, string mailbox = "INBOX", uint? uidValidity = null) => MessageActions.Create(
        kind, $"op{Interlocked.Increment(ref _named)}",
        (new MailboxName(mailbox), uidValidity ?? UidValidity, UidSet.TryParse(uids, out var set) ? set : throw new FormatException()),
        Mail.Mailboxes.Known(Mail.Account), TimeProvider.System.GetUtcNow(), target is null ? null : new MailboxName(target), label);

    public Task<OperationEntry> AddAsync(Operation operation, CancellationToken token) => Journal.AddAsync(Mail.Account, operation, token);

    /// <summary>Does something and waits until it came to its end.</summary>
    public async Task<OperationEntry> DoAsync(Operation operation, CancellationToken token)
    {
        await AddAsync(operation, token);
        return await EndOfAsync(operation.Id, token);
    }

    /// <summary>Waits until an operation came to its end.</summary>
    public async Task<OperationEntry> EndOfAsync(string id, CancellationToken token) =>
        await UntilAsync(() => Journal.List(Mail.Account).FirstOrDefault(entry => entry.Operation.Id == id && !entry.IsPending), token);

    /// <summary>Waits until nothing is left to do.</summary>
    public Task RestAsync(CancellationToken token) =>
        UntilAsync(() => Journal.List(Mail.Account).Any(static entry => entry.IsPending) ? null : this, token);

    /// <summary>Waits until another journal of the account knows of something, and nothing of it is left to do.</summary>
    public Task RestAsync(OperationJournal journal, CancellationToken token) =>
        UntilAsync(() => journal.List(Mail.Account) is { Count: > 0 } all && all.All(static entry => !entry.IsPending) ? this : null, token);

    /// <summary>Waits until what an earlier process left is known.</summary>
    public Task LoadedAsync(int operations, CancellationToken token) =>
        UntilAsync(() => Journal.List(Mail.Account).Count >= operations ? this : null, token);

    /// <summary>INBOX as the product shows it.</summary>
    public async Task<MailboxView> ShownAsync(CancellationToken token)
    {
        await Mail.Listing.SynchroniseAsync(Mail.Account, MailboxName.Inbox, token);
        return await Mail.Listing.OpenAsync(Mail.Account, MailboxName.Inbox, token);
    }

    /// <summary>Takes something back and waits until that came to its end.</summary>
    public async Task UndoAsync(string id, CancellationToken token)
    {
        if (await Journal.UndoAsync(Mail.Account, id, $"undo{Interlocked.Increment(ref _named)}", token) is null)
            throw new InvalidOperationException($"{id} cannot be undone.");
        var end = await EndOfAsync(id, token);
        if (end.Done > 0 && end.Operation.Fate != MessageFate.Stay)
            await UntilAsync(() => Journal.List(Mail.Account).FirstOrDefault(entry => entry.Operation.Undoes == id), token);
        await RestAsync(token);
    }

    public Task<IReadOnlyList<string>> ContentsAsync(string mailbox, CancellationToken token) => MailboxContents.OfAsync(_server, Mail.User, mailbox, token);

    public Task<IReadOnlyList<string>> IdsAsync(string mailbox, CancellationToken token) => MailboxContents.IdsAsync(_server, Mail.User, mailbox, token);

    public static string[] Ids(params IEnumerable<int> messages) =>
        [.. messages.Select(static i => string.Create(CultureInfo.InvariantCulture, $"<{i}@example.test>")).Order(StringComparer.Ordinal)];

    public ValueTask DisposeAsync() => Mail.DisposeAsync();

    private static MailKit.MessageFlags FlagsOf(int number) =>
        (number % 3 == 0 ? MailKit.MessageFlags.Seen : 0) | (number % 4 == 0 ? MailKit.MessageFlags.Flagged : 0);

    private static MimeMessage Message(int number)
    {
        var message = new MimeMessage { Subject = $"Message {number}", MessageId = $"{number}@example.test", Body = new MimeKit.TextPart("plain") { Text = $"Text {number}" } };
        message.From.Add(new MailboxAddress("Ann", "ann@example.test"));
        return message;
    }

    private async Task<T> UntilAsync<T>(Func<T?> look, CancellationToken token)
        where T : class
    {
        // Asked again with each change: the last one comes after what is waited for.
        using var changed = new SemaphoreSlim(0);
        using var subscription = Mail.Changes.Subscribe(Mail.Account, change =>
        {
            if (change is OperationsChanged)
                changed.Release();
        });
        while (true)
        {
            if (look() is { } found)
                return found;
            do
                await changed.WaitAsync(token);
            while (changed.CurrentCount > 0);
        }
    }
}
