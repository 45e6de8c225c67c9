using MailKit;
using MailKit.Search;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MimeKit;
using Webmail.Mail.Accounts;
using Webmail.Mail.Attaching;
using Webmail.Mail.Composing;
using Webmail.Mail.Tests.Messages;
using Webmail.Testing;
using Webmail.Testing.Servers;

namespace Webmail.Mail.Tests.Composing;

/// <summary>Drafts of a fresh user, and the eyes of a second client.</summary>
internal sealed class DraftsUnderTest : IAsyncDisposable
{
    private readonly DovecotServer _server;
    private readonly string _data;

    public DraftsUnderTest(DovecotServer server, TimeProvider time, TestUser? user = null, DraftStoreInMemory? store = null, int? port = null)
    {
        (_server, Store) = (server, store ?? new DraftStoreInMemory());
        Mail = new MailUnderTest(server, user: user, time: port is null ? null : time, port: port);
        _data = Directory.CreateTempSubdirectory("wm-drafts-").FullName;
        Spool = new AttachmentSpool(
            ServerKey.LoadOrCreate(_data), Options.Create(new MailOptions { DataDirectory = _data }), time, NullLogger<AttachmentSpool>.Instance);
        Service = new DraftService(Mail.Pool, Mail.Mailboxes, Mail.Changes, new AttachmentFetcher(Spool, Mail.Pool), time);
        Accounts = Mail.Accounts;
        Saver = new DraftSaver(new DraftJournal(Store, NullLogger<DraftJournal>.Instance), Service, Spool, Accounts, time, NullLogger<DraftSaver>.Instance);
    }

    public MailUnderTest Mail { get; }

    public SignedInAccounts Accounts { get; }

    public DraftStoreInMemory Store { get; }

    public DraftService Service { get; }

    public DraftSaver Saver { get; }

    public AttachmentSpool Spool { get; }

    public static Draft Draft(long revision, string text = "Dear Haruka,", string id = "00112233445566778899aabbccddeeff") => new()
    {
        Id = id,
        From = "mika@lumen.example",
        To = ["haruka@ito.example", "half an addr"],
        Bcc = ["b@ito.example"],
        Subject = "窯",
        Text = text,
        Revision = revision,
    };

    /// <summary>The texts in Drafts that are not marked as deleted, as another program sees them.</summary>
    public async Task<IReadOnlyList<string>> TextsAsync(CancellationToken token)
    {
        using var client = await _server.ConnectAsync(Mail.User, token);
        var drafts = await client.GetFolderAsync("Drafts", token);
        await drafts.OpenAsync(FolderAccess.ReadOnly, token);
        var texts = new List<string>();
        foreach (var uid in await drafts.SearchAsync(SearchQuery.NotDeleted, token))
            texts.Add((await drafts.GetMessageAsync(uid, token)).TextBody!.TrimEnd());
        return texts;
    }

    /// <summary>The key of the only draft.</summary>
    public async Task<MessageKey> KeyAsync(CancellationToken token)
    {
        using var client = await _server.ConnectAsync(Mail.User, token);
        var drafts = await client.GetFolderAsync("Drafts", token);
        await drafts.OpenAsync(FolderAccess.ReadOnly, token);
        var uid = (await drafts.SearchAsync(SearchQuery.NotDeleted, token)).Single();
        return new MessageKey(new MailboxName("Drafts"), drafts.UidValidity, new Uid(uid.Id));
    }

    /// <summary>Another program puts a draft there.</summary>
    public async Task AppendAsync(MimeMessage message, CancellationToken token)
    {
        using var client = await _server.ConnectAsync(Mail.User, token);
        await (await client.GetFolderAsync("Drafts", token)).AppendAsync(new AppendRequest(message, MailKit.MessageFlags.Draft), token);
    }

    /// <summary>Another program opens the newest draft, changes it and puts it back, with every field that it does not know.</summary>
    public async Task ChangeElsewhereAsync(Action<MimeMessage> change, CancellationToken token)
    {
        using var client = await _server.ConnectAsync(Mail.User, token);
        var drafts = await client.GetFolderAsync("Drafts", token);
        await drafts.OpenAsync(FolderAccess.ReadWrite, token);
        using var message = await drafts.GetMessageAsync((await drafts.SearchAsync(SearchQuery.NotDeleted, token)).Max(), token);
        change(message);
        await drafts.AppendAsync(new AppendRequest(message, MailKit.MessageFlags.Draft), token);
    }

    public async ValueTask DisposeAsync()
    {
        Saver.Dispose();
        Spool.Dispose();
        Directory.Delete(_data, recursive: true);
        await Mail.DisposeAsync();
    }
}
