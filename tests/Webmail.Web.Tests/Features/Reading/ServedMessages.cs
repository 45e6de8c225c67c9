using MailKit;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Webmail.Mail;
using Webmail.Mail.Messages;
using Webmail.Testing.Servers;
using Webmail.Web.Features.Reading;
using Xunit;
using TextPart = MimeKit.TextPart;

namespace Webmail.Web.Tests.Features.Reading;

/// <summary>A browser that is signed in, and messages of its own on a real mail server.</summary>
public abstract class ServedMessages(DovecotServer server) : IClassFixture<DovecotServer>, IAsyncLifetime
{
    protected const string Session = "session";

    protected static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    protected TestUser User { get; } = server.NewUser();

    private protected ReadingHost Host { get; private set; } = null!;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Host = await ReadingHost.StartAsync();
        await Host.SignInAsync(Session, User.Account, User.Credentials);
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected static TextPart Html(string html) => new("html") { Text = html };

    protected static MimePart Image(string contentId, byte[] content, string type) => new(ContentType.Parse(type))
    {
        Content = new MimeContent(new MemoryStream(content)),
        ContentId = contentId,
        ContentDisposition = new ContentDisposition(ContentDisposition.Inline),
        ContentTransferEncoding = ContentEncoding.Base64,
    };

    protected static MimePart File(string name, string type, byte[] content) => new(ContentType.Parse(type))
    {
        Content = new MimeContent(new MemoryStream(content)),
        ContentDisposition = new ContentDisposition(ContentDisposition.Attachment) { FileName = name },
        ContentTransferEncoding = ContentEncoding.Base64,
    };

    protected Task<HttpResponseMessage> GetAsync(string path, string? fetchDest = null) => Host.GetAsync(path, Session, fetchDest);

    private protected MessageCapability Open(string capability) => Host.Services.GetRequiredService<MessageCapabilities>().Open(capability)!;

    protected async Task<Message> OpenAsync(string capability) => await Host.Services.GetRequiredService<MessageReader>()
        .OpenAsync(User.Account.Id, Open(capability).Message, "", Token);

    protected async Task<string> TextSectionAsync(string capability) => (await OpenAsync(capability)).Texts.Single().Section;

    /// <summary>Puts a message of these parts into INBOX and gives the session the right to it.</summary>
    protected async Task<string> AppendAsync(MimeEntity text, params MimeEntity[] others)
    {
        var body = others.Length == 0 ? text : new Multipart(others.Any(o => o.ContentId is not null) ? "related" : "mixed");
        if (body is Multipart multipart)
        {
            multipart.Add(text);
            foreach (var other in others)
                multipart.Add(other);
        }

        var message = new MimeMessage([new MailboxAddress("Haruka", "haruka@ito.example")], [new MailboxAddress("", User.Address)], "Glaze & kiln", body);
        using var client = await server.ConnectAsync(User, Token);
        var inbox = client.Inbox!;
        await inbox.OpenAsync(FolderAccess.ReadWrite, Token);
        var uid = await inbox.AppendAsync(message, MailKit.MessageFlags.None, Token);
        var key = new MessageKey(MailboxName.Inbox, inbox.UidValidity, new Uid(uid!.Value.Id));
        return Host.Issue(new MessageCapability(Session, User.Account.Id, key, ""));
    }

    protected async Task<byte[]> SourceOnServerAsync(string capability)
    {
        using var client = await server.ConnectAsync(User, Token);
        await client.Inbox!.OpenAsync(FolderAccess.ReadOnly, Token);
        await using var stream = await client.Inbox.GetStreamAsync(new UniqueId(Open(capability).Message.Uid.Value), Token);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, Token);
        return bytes.ToArray();
    }
}
