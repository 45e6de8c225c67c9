using System.Net;
using System.Text;
using MailKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Webmail.Mail;
using Webmail.Mail.Composing;
using Webmail.Mail.Messages;
using Webmail.Testing.Servers;
using Webmail.Web.Features.Reading;
using Xunit;
using TextPart = MimeKit.TextPart;

namespace Webmail.Web.Tests.Hosting;

/// <summary>One answer of every kind the host gives, over a mail server with a message that has a file of every kind.</summary>
internal sealed class EveryKindOfAnswer : IAsyncDisposable
{
    private static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    private readonly WholeHost _host;
    private readonly List<HttpResponseMessage> _kept = [];

    private EveryKindOfAnswer(WholeHost host) => _host = host;

    /// <summary>The host and port that the answers name.</summary>
    public string Authority => _host.Client.BaseAddress!.Authority;

    /// <summary>The section of its PDF.</summary>
    public string Pdf { get; private set; } = "";

    /// <summary>The name of the capability in the addresses of the message.</summary>
    public string Capability { get; private set; } = "";

    public List<(string Kind, HttpStatusCode Expected, HttpResponseMessage Answer)> Answers { get; } = [];

    public static async Task<EveryKindOfAnswer> CollectAsync(DovecotServer dovecot, CancellationToken token)
    {
        var host = await WholeHost.StartAsync(
            new Failing(), ("Webmail:Imap:Port", $"{dovecot.ImapPort}"), ("Webmail:SecurityContact", "security@lumen.example"),
            ("Webmail:Limits:RequestBytes", "16384"), ("Webmail:MaxPagesPerAccount", "1"));
        var all = new EveryKindOfAnswer(host);
        var user = dovecot.NewUser();
        var cookie = await host.SignInAsync(user.Account, user.Credentials);
        all.Capability = await all.AppendAsync(dovecot, user, cookie, token);
        await all.PagesAsync(cookie, user.Account.Id);
        await all.MessageAsync(user, cookie, token);
        await all.FailuresAsync(cookie, user.Account.Id);
        return all;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var answer in _kept)
            answer.Dispose();
        await _host.DisposeAsync();
    }

    private async Task PagesAsync(string cookie, AccountId account)
    {
        var signIn = await AddAsync("sign-in", HttpStatusCode.OK, "/signin");
        await AddAsync("second step without the first", HttpStatusCode.Redirect, "/signin/code");
        await AddAsync("page", HttpStatusCode.OK, $"/mail/{account}/INBOX", cookie);
        await AddAsync("settings", HttpStatusCode.OK, "/settings", cookie);
        await AddAsync("compose window", HttpStatusCode.OK, $"/compose/{Draft.NewId()}", cookie);
        await AddAsync("redirect home", HttpStatusCode.Redirect, "/", cookie);
        await AddAsync("redirect to the sign-in", HttpStatusCode.Redirect, "/settings");
        await AddAsync("static asset", HttpStatusCode.OK, "/favicon.svg");
        var html = await signIn.Content.ReadAsStringAsync();
        var fingerprinted = System.Text.RegularExpressions.Regex.Match(html, "href=\"(app\\.[a-z0-9]+\\.css)\"").Groups[1].Value;
        await AddAsync("PDF worker", HttpStatusCode.OK, "/pdf/worker.js");
        await AddAsync("fingerprinted asset", HttpStatusCode.OK, "/" + fingerprinted);
        await AddAsync("composer's part of a page", HttpStatusCode.OK, $"/api/compose/{account}/window", cookie, headers: ("X-Webmail", "1"));
        await AddAsync("JSON", HttpStatusCode.OK, $"/api/compose/{account}/identities", cookie, headers: ("X-Webmail", "1"));
        await AddAsync("alive", HttpStatusCode.OK, "/healthz/live");
        await AddAsync("ready", HttpStatusCode.OK, "/healthz/ready");
        await AddAsync("security.txt", HttpStatusCode.OK, "/.well-known/security.txt");
        await AddAsync("hub", HttpStatusCode.OK, "/_blazor/negotiate?negotiateVersion=1", cookie, HttpMethod.Post);
    }

    private async Task MessageAsync(TestUser user, string cookie, CancellationToken token)
    {
        var at = $"/m/{Capability}";
        var key = _host.Services.GetRequiredService<MessageCapabilities>().Open(Capability)!.Message;
        var message = await _host.Services.GetRequiredService<MessageReader>().OpenAsync(user.Account.Id, key, "", token);
        await AddAsync("body", HttpStatusCode.OK, $"{at}/body/{message.Texts.Single().Section}", cookie, headers: ("Sec-Fetch-Dest", "iframe"));
        await AddAsync("inline image", HttpStatusCode.OK, $"{at}/img/{message.InlineParts["logo"].Section}", headers: ("Sec-Fetch-Dest", "image"));
        foreach (var attachment in message.Attachments)
            await AddAsync($"attachment {attachment.FileName}", HttpStatusCode.OK, $"{at}/part/{attachment.Section}", cookie);
        await AddAsync("preview", HttpStatusCode.OK, $"{at}/part/{message.Attachments.Single(static a => a.FileName == "x.png").Section}?inline", cookie);
        Pdf = message.Attachments.Single(static a => a.FileName == "x.pdf").Section;
        await AddAsync("PDF page", HttpStatusCode.OK, $"{at}/pdf/{Pdf}", cookie);
        await AddAsync("all attachments", HttpStatusCode.OK, $"{at}/all.zip", cookie);
        await AddAsync("print", HttpStatusCode.OK, $"{at}/print", cookie);
        await AddAsync("source", HttpStatusCode.OK, $"{at}/source", cookie);
        await AddAsync("message file", HttpStatusCode.OK, $"{at}/message.eml", cookie);
        await AddAsync("message gone", HttpStatusCode.NotFound, $"{at}/part/99", cookie);
        await AddAsync("message of nobody", HttpStatusCode.NotFound, "/m/nonsense/print", cookie);
    }

    private async Task FailuresAsync(string cookie, AccountId account)
    {
        await AddAsync("400", HttpStatusCode.BadRequest, "/signout", cookie, HttpMethod.Post);
        await AddAsync("401", HttpStatusCode.Unauthorized, "/settings", headers: ("Sec-Fetch-Dest", "empty"));
        await AddAsync("403", HttpStatusCode.Forbidden, $"/api/compose/{account}/identities", cookie);
        await AddAsync("404", HttpStatusCode.NotFound, "/nowhere/at/all", cookie);
        await AddAsync("404 for a script", HttpStatusCode.NotFound, "/nowhere.js", cookie, headers: ("Sec-Fetch-Dest", "script"));
        await AddAsync("405", HttpStatusCode.MethodNotAllowed, "/language", cookie, HttpMethod.Delete);
        await AddAsync("413", HttpStatusCode.RequestEntityTooLarge, $"/api/compose/{account}/templates/aaaaaaaaaaaaaaaaaaaaaaaa", cookie, HttpMethod.Put,
            new StringContent($"{{\"name\":\"{new string('x', 40_000)}\"}}", Encoding.UTF8, "application/json"), ("X-Webmail", "1"));
        await AddAsync("500", HttpStatusCode.InternalServerError, Failing.Path, cookie);
        await AddAsync("500 for a script", HttpStatusCode.InternalServerError, Failing.Path, cookie, headers: ("Sec-Fetch-Dest", "empty"));
        await AddAsync("429", HttpStatusCode.TooManyRequests, Failing.BusyPath, cookie);
        _host.Store.Away = true;
        await AddAsync("503", HttpStatusCode.ServiceUnavailable, "/settings", $"webmail={Mail.Accounts.SessionToken.Create().ToCookieValue()}");
        await AddAsync("not ready", HttpStatusCode.ServiceUnavailable, "/healthz/ready");
    }

    private async Task<HttpResponseMessage> AddAsync(
        string kind, HttpStatusCode expected, string path, string? cookie = null, HttpMethod? method = null, HttpContent? content = null,
        params (string Name, string Value)[] headers)
    {
        var answer = await _host.SendAsync(method ?? HttpMethod.Get, path, cookie, content, headers);
        _kept.Add(answer);
        Answers.Add((kind, expected, answer));
        return answer;
    }

    private async Task<string> AppendAsync(DovecotServer dovecot, TestUser user, string cookie, CancellationToken token)
    {
        var related = new MultipartRelated(new TextPart("html") { Text = "<p>Hello <img src=cid:logo>" })
        {
            new MimePart("image", "png") { Content = new MimeContent(new MemoryStream(Png)), ContentId = "logo", ContentTransferEncoding = ContentEncoding.Base64 },
        };
        var mixed = new Multipart("mixed")
        {
            related, File("x.html", "text/html", "<script>alert(1)</script>"), File("x.svg", "image/svg+xml", "<svg onload='alert(1)'/>"),
            File("x.xml", "text/xml", "<?xml-stylesheet href='x'?><x/>"), File("x.pdf", "application/pdf", "%PDF-1.7\n"), File("x.png", "image/png", Png),
        };
        using var client = await dovecot.ConnectAsync(user, token);
        var inbox = client.Inbox!;
        await inbox.OpenAsync(FolderAccess.ReadWrite, token);
        var message = new MimeMessage([new MailboxAddress("Haruka", "haruka@ito.example")], [new MailboxAddress("", user.Address)], "Kinds", mixed);
        var uid = await inbox.AppendAsync(message, MailKit.MessageFlags.None, token);
        Assert.True(Mail.Accounts.SessionToken.TryParse(cookie.Split('=')[1], out var session));
        return _host.Services.GetRequiredService<MessageCapabilities>().Issue(new MessageCapability(
            session!.Key, user.Account.Id, new MessageKey(MailboxName.Inbox, inbox.UidValidity, new Uid(uid!.Value.Id)), ""));
    }

    private static MimePart File(string name, string type, string content) => File(name, type, Encoding.ASCII.GetBytes(content));

    private static MimePart File(string name, string type, byte[] content) => new(MimeKit.ContentType.Parse(type))
    {
        Content = new MimeContent(new MemoryStream(content)),
        ContentDisposition = new MimeKit.ContentDisposition(MimeKit.ContentDisposition.Attachment) { FileName = name },
        ContentTransferEncoding = ContentEncoding.Base64,
    };

    private sealed class Failing : More
    {
        public const string Path = "/fails";
        public const string BusyPath = "/busy";

        // Built but not published, files are where the build says they are.
        public override void Building(WebApplicationBuilder builder) => builder.WebHost.UseStaticWebAssets();

        public override void Mapping(WebApplication app)
        {
            app.MapGet(Path, static string () => throw new InvalidOperationException("It was meant to fail."));
            app.MapGet(BusyPath, static () => Results.StatusCode(StatusCodes.Status429TooManyRequests));
        }
    }
}
