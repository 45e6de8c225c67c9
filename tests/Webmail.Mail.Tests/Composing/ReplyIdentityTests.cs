using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Webmail.Mail.Composing;
using Webmail.Mail.Composing.Identities;
using Webmail.Mail.Messages;
using Webmail.Mail.Settings;
using Webmail.Mail.Tests.Messages;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Composing;

/// <summary>Answers to real messages: from whom, to whom, with which signature.</summary>
public sealed class ReplyIdentityTests(DovecotServer dovecot) : IClassFixture<DovecotServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Task<Draft> ReplyAsync(string header, ReplyKind kind, params IdentitySettings[] identities) =>
        WriteAsync(header, (builder, account, key) => builder.BuildAsync(account, key, kind, new PlainQuoting(), Token), identities);

    private async Task<Draft> WriteAsync(string header, Func<ReplyBuilder, MailAccount, MessageKey, Task<Draft>> write, params IdentitySettings[] identities)
    {
        await using var mail = new MailUnderTest(dovecot);
        using var store = new AccountSettingsStore(mail.Pool, mail.Changes, TimeProvider.System, NullLogger<AccountSettingsStore>.Instance);
        using var reader = new MessageReader(mail.Pool, mail.Changes, Options.Create(new MailOptions()), NullLogger<MessageReader>.Instance);
        using var pictures = new SignaturePictures(mail.Pool, TimeProvider.System);
        var service = new IdentityService(store, pictures, NullLogger<IdentityService>.Instance);
        if (identities.Any(static one => one.SignatureHtml.Length > 0))
            Assert.Equal(Logo, (await pictures.AddAsync(mail.Account, Gif, "image/gif", "logo.gif", Token)).Cid);
        foreach (var identity in identities)
            await service.SaveAsync(mail.User.Account, identity, asDefault: false, Token);
        var own = mail.User.Address;
        await dovecot.DeliverAsync(mail.User, header.Replace("OWN", own, StringComparison.Ordinal) + "Message-ID: <m1@lumen.example>\n\nHello\n-- \nHaruka\n", Token);
        using var client = await dovecot.ConnectAsync(mail.User, Token);
        await client.Inbox!.OpenAsync(MailKit.FolderAccess.ReadOnly, Token);
        var uid = (await client.Inbox.SearchAsync(MailKit.Search.SearchQuery.All, Token)).Single();
        var key = new MessageKey(MailboxName.Inbox, client.Inbox.UidValidity, new Uid(uid.Id));
        var draft = await write(new ReplyBuilder(reader, service), mail.User.Account, key);
        return draft with { From = draft.From.Replace(own, "OWN", StringComparison.Ordinal) };
    }

    private static readonly byte[] Gif = Convert.FromBase64String("R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==");
    private static readonly string Logo = $"{Convert.ToHexStringLower(SHA256.HashData(Gif).AsSpan(0, 16))}@signature";

    private static readonly IdentitySettings Sales = new()
    {
        Id = "a1",
        Name = "Sales",
        Address = "sales@shop.example",
        ReplyTo = "desk@shop.example",
        Bcc = "archive@shop.example",
        Signature = "Sales desk",
    };

    [Fact]
    public async Task An_answer_to_an_alias_is_from_it_with_its_signature_above_the_quotation()
    {
        var draft = await ReplyAsync("From: haruka@ito.example\nTo: Shop <sales@shop.example>\nSubject: Vase\n", ReplyKind.Reply, Sales);

        Assert.Equal(("a1", "sales@shop.example", "Sales", "desk@shop.example"), (draft.Identity, draft.From, draft.FromName, draft.ReplyTo));
        Assert.Equal(["archive@shop.example"], draft.Bcc);
        Assert.Equal("\n\n-- \nSales desk\n\nhead\n> Hello", draft.Text);
        Assert.Equal("m1@lumen.example", draft.InReplyTo);
    }

    [Theory]
    [InlineData(ReplyKind.Reply)]
    [InlineData(ReplyKind.Forward)]
    public async Task An_answer_to_HTML_mail_has_the_signature_with_its_looks_and_pictures(ReplyKind kind)
    {
        var rich = Sales with { SignatureHtml = $"<p><b>Sales</b> <img src=\"cid:{Logo}\"></p>" };
        var draft = await ReplyAsync("From: haruka@ito.example\nTo: sales@shop.example\nSubject: Vase\nContent-Type: text/html\n", kind, rich);

        var logo = Assert.Single(draft.Attachments, static one => one.Inline);
        Assert.Matches("^[0-9a-f]{32}[.][0-9a-f]{8}@signature$", logo.Cid);
        Assert.Equal(("logo.gif", "image/gif", "Webmail-Settings"), (logo.Name, logo.MediaType, logo.Source!.Mailbox));
        const string Empty = "<p style=\"margin:0\"></p>";
        Assert.StartsWith($"{Empty}{Empty}<p style=\"margin:0\">--&nbsp;</p><p><b>Sales</b> <img src=\"cid:{logo.Cid}\"></p>{Empty}", draft.Html, StringComparison.Ordinal);
        Assert.StartsWith("\n\n-- \nSales desk\n\n", draft.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_to_plain_mail_has_the_text_of_the_signature_alone()
    {
        var rich = Sales with { SignatureHtml = $"<p><b>Sales</b> <img src=\"cid:{Logo}\"></p>" };
        var draft = await ReplyAsync("From: haruka@ito.example\nTo: sales@shop.example\nSubject: Vase\n", ReplyKind.Reply, rich);

        Assert.Equal(("\n\n-- \nSales desk\n\nhead\n> Hello", ""), (draft.Text, draft.Html));
        Assert.Empty(draft.Attachments);
    }

    [Fact]
    public async Task A_message_that_encloses_another_has_the_signature_too()
    {
        var rich = Sales with { SignatureHtml = $"<p><b>Sales</b> <img src=\"cid:{Logo}\"></p>" };
        var draft = await WriteAsync(
            "From: haruka@ito.example\nTo: sales@shop.example\nSubject: Vase\n", static (builder, account, key) => builder.EncloseAsync(account, key, DraftKind.Forward, Token), rich);

        Assert.Equal(["image/gif", "message/rfc822"], draft.Attachments.Select(static one => one.MediaType));
        Assert.True(draft.Attachments[0].IsShownIn(draft.Html));
    }

    [Theory]
    [InlineData("X-Original-To")]
    [InlineData("Envelope-To")]
    [InlineData("Delivered-To")]
    public async Task A_blind_copy_is_answered_from_the_address_it_was_delivered_to(string field)
    {
        var draft = await ReplyAsync($"{field}: <sales@shop.example>\nFrom: haruka@ito.example\nTo: undisclosed:;\nSubject: Vase\n", ReplyKind.Reply, Sales);

        Assert.Equal("sales@shop.example", draft.From);
    }

    [Fact]
    public async Task Nobody_elses_address_becomes_the_sender()
    {
        var draft = await ReplyAsync("X-Original-To: ceo@victim.example\nFrom: haruka@ito.example\nTo: ceo@victim.example\nSubject: Vase\n", ReplyKind.Reply, Sales);

        Assert.Equal("OWN", draft.From);
    }

    [Fact]
    public async Task An_answer_to_all_leaves_out_every_address_of_ones_own()
    {
        var draft = await ReplyAsync("From: haruka@ito.example\nTo: OWN, sales@shop.example, ken@ito.example\nSubject: Vase\n", ReplyKind.ReplyAll, Sales);

        Assert.Equal(["haruka@ito.example"], draft.To);
        Assert.Equal(["ken@ito.example"], draft.Cc);
    }

    [Fact]
    public async Task An_answer_to_all_goes_where_the_writer_wants_it()
    {
        var draft = await ReplyAsync(
            "From: haruka@ito.example\nTo: list@ito.example\nMail-Followup-To: list@ito.example, Ken <ken@ito.example>, OWN\nSubject: Vase\n", ReplyKind.ReplyAll);

        Assert.Equal(["list@ito.example", "Ken <ken@ito.example>"], draft.To);
        Assert.Empty(draft.Cc);
    }

    [Theory]
    [InlineData("<mailto:list@ito.example>")]
    [InlineData("<https://ito.example/post>, <mailto:list@ito.example?subject=x&bcc=evil@x.example> (moderated)")]
    public async Task An_answer_to_the_list_goes_to_the_list_alone(string listPost)
    {
        var draft = await ReplyAsync($"From: haruka@ito.example\nReply-To: haruka@ito.example\nTo: OWN\nList-Post: {listPost}\nSubject: Vase\n", ReplyKind.ReplyList);

        Assert.Equal(["list@ito.example"], draft.To);
        Assert.Empty(draft.Cc);
    }

    [Theory]
    [InlineData("NO (announcements only)")]
    [InlineData("<mailto:nobody>")]
    [InlineData("<javascript:alert(1)>")]
    public async Task There_is_no_answer_to_a_list_that_takes_none(string listPost) => await Assert.ThrowsAsync<MailException>(
        () => ReplyAsync($"From: haruka@ito.example\nTo: OWN\nList-Post: {listPost}\nSubject: Vase\n", ReplyKind.ReplyList));

    private sealed class PlainQuoting : IQuoting
    {
        public string Introduction(DateTimeOffset date, Address? author) => "head";

        public string ForwardedHeader(Envelope envelope, DateTimeOffset date) => "forwarded";

        public string TextOf(string html) => html;

        public string? HtmlOf(string html, IReadOnlySet<string> images) => $"[{html}]";
    }
}
