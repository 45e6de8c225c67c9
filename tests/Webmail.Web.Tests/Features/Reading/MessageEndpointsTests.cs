using System.Net;
using System.Text;
using Webmail.Mail;
using Webmail.Testing.Servers;
using Webmail.Web.Features.Reading;
using Xunit;

namespace Webmail.Web.Tests.Features.Reading;

/// <summary>What a browser gets of real messages on a real mail server: bodies, their images, sources, pages for paper.</summary>
public sealed class MessageEndpointsTests(DovecotServer server) : ServedMessages(server)
{
    [Fact]
    public async Task A_body_is_cleaned_and_sealed()
    {
        var capability = await AppendAsync(Html("<p onclick=x>Hello <img src=cid:logo><script>alert(1)</script>"), Image("logo", Png, "image/png"));

        using var response = await GetAsync($"m/{capability}/body/{await TextSectionAsync(capability)}?theme=dark", "iframe");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
            + $"img-src {Host.Client.BaseAddress!.Authority}/m/{capability}/img/ data:; style-src 'unsafe-inline'; form-action 'none'; "
            + "base-uri 'none'; frame-ancestors 'self'",
            response.Headers.GetValues("Content-Security-Policy").Single());
        var document = await response.Content.ReadAsStringAsync(Token);
        Assert.Contains($"src=\"/m/{capability}/img/", document, StringComparison.Ordinal);
        Assert.Contains("class=\"wm-dark\"", document, StringComparison.Ordinal);
        Assert.DoesNotContain("script", document, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("onclick", document, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_inline_image_needs_no_cookie_and_has_the_type_of_its_bytes()
    {
        var capability = await AppendAsync(Html("<img src=cid:logo>"), Image("logo", Png, "image/jpeg"));
        var section = (await OpenAsync(capability)).InlineParts["logo"].Section;

        using var response = await Host.GetAsync($"m/{capability}/img/{section}", session: null, "image");

        Assert.Equal("image/png", response.Content.Headers.ContentType?.ToString());
        Assert.False(response.Headers.Contains("Cross-Origin-Resource-Policy"));
        Assert.Equal(Png, await response.Content.ReadAsByteArrayAsync(Token));
    }

    [Theory]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/svg+xml")]
    [InlineData("<!doctype html><script>alert(1)</script>", "image/png")]
    [InlineData("GIF89", "image/gif")]
    public async Task What_is_no_image_is_not_served_as_one(string content, string claimed)
    {
        var capability = await AppendAsync(Html("<img src=cid:logo>"), Image("logo", Encoding.ASCII.GetBytes(content), claimed));
        var section = (await OpenAsync(capability)).InlineParts["logo"].Section;

        using var response = await Host.GetAsync($"m/{capability}/img/{section}", session: null, "image");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.DoesNotContain("alert", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_saved_message_is_the_one_on_the_server_byte_for_byte()
    {
        var capability = await AppendAsync(Html("<p>x"), File("a.bin", "application/octet-stream", [1, 2, 3, 0, 255]));
        var original = await SourceOnServerAsync(capability);

        using var saved = await GetAsync($"m/{capability}/message.eml");
        using var source = await GetAsync($"m/{capability}/source");

        Assert.Equal("message/rfc822", saved.Content.Headers.ContentType?.ToString());
        Assert.EndsWith("filename*=UTF-8''Glaze%20&%20kiln.eml", saved.Content.Headers.GetValues("Content-Disposition").Single(), StringComparison.Ordinal);
        Assert.Equal(original, await saved.Content.ReadAsByteArrayAsync(Token));
        Assert.Equal("text/plain; charset=utf-8", source.Content.Headers.ContentType?.ToString());
        Assert.Equal(original, await source.Content.ReadAsByteArrayAsync(Token));
    }

    [Fact]
    public async Task A_message_that_is_gone_is_said_in_words()
    {
        var key = Open(await AppendAsync(Html("x"))).Message;
        var missing = Host.Issue(new MessageCapability(Session, User.Account.Id, key with { Uid = new Uid(key.Uid.Value + 100) }, ""));
        var recreated = Host.Issue(new MessageCapability(Session, User.Account.Id, key with { UidValidity = key.UidValidity + 1 }, ""));

        foreach (var path in new[] { $"m/{missing}/body/1", $"m/{recreated}/body/1", $"m/{missing}/part/2", $"m/{missing}/message.eml", $"m/{missing}/all.zip" })
        {
            using var response = await GetAsync(path);

            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
            Assert.Equal("text/html; charset=utf-8", response.Content.Headers.ContentType?.ToString());
            Assert.False(response.Content.Headers.Contains("Content-Disposition"));
        }
    }

    [Fact]
    public async Task A_printed_page_keeps_the_style_of_the_mail_away_from_its_header()
    {
        var capability = await AppendAsync(Html("<style>header{display:none}</style><p>Letter</p><script>alert(1)</script>"),
            File("plan <b>.pdf", "application/pdf", "%PDF-1.7"u8.ToArray()));

        using var response = await GetAsync($"m/{capability}/print");
        var page = await response.Content.ReadAsStringAsync(Token);

        Assert.Contains($"script-src '{PrintPage.ScriptSource}'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Contains("<h1 dir=\"auto\">Glaze &amp; kiln</h1>", page, StringComparison.Ordinal);
        Assert.Contains("haruka@ito.example", page, StringComparison.Ordinal);
        Assert.Contains("<template shadowrootmode=\"open\"><style>", page, StringComparison.Ordinal);
        Assert.Contains("<p>Letter</p>", page, StringComparison.Ordinal);
        Assert.Contains("<li dir=\"auto\">plan _b_.pdf", page.Replace("&lt;", "_", StringComparison.Ordinal).Replace("&gt;", "_", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("alert", page, StringComparison.Ordinal);
    }
}
