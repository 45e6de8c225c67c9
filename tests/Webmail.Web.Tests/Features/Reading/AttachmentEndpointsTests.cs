using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Testing.Servers;
using Xunit;
using TextPart = MimeKit.TextPart;

namespace Webmail.Web.Tests.Features.Reading;

/// <summary>What a browser gets of attachments: sealed files, one by one and all in an archive.</summary>
public sealed class AttachmentEndpointsTests(DovecotServer server) : ServedMessages(server)
{
    [Theory]
    [InlineData("text/html", "page.html", "<script>alert(1)</script>")]
    [InlineData("image/svg+xml", "x.svg", "<svg onload='alert(1)'/>")]
    [InlineData("application/xhtml+xml", "x.xhtml", "<html xmlns='http://www.w3.org/1999/xhtml'/>")]
    [InlineData("text/xml", "x.xml", "<?xml-stylesheet href='x'?><x/>")]
    [InlineData("application/javascript", "x.js", "alert(1)")]
    [InlineData("image/png", "lies.png", "<!doctype html><script>alert(1)</script>")]
    [InlineData("application/pdf", "lies.pdf", "<!doctype html><script>alert(1)</script>")]
    [InlineData("image/png; charset=x", "x.png", "MZ")]
    public async Task An_attachment_that_is_not_known_to_be_harmless_is_a_file_without_a_type(string type, string name, string content)
    {
        var capability = await AppendAsync(Html("x"), File(name, type, Encoding.ASCII.GetBytes(content)));
        var section = (await OpenAsync(capability)).Attachments.Single().Section;

        foreach (var path in new[] { $"m/{capability}/part/{section}", $"m/{capability}/part/{section}?inline" })
        {
            using var response = await GetAsync(path);

            Assert.Equal("application/octet-stream", response.Content.Headers.ContentType?.ToString());
            Assert.Equal($"attachment; filename=\"{name}\"; filename*=UTF-8''{name}", response.Content.Headers.GetValues("Content-Disposition").Single());
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.StartsWith("sandbox;", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.Equal(content, await response.Content.ReadAsStringAsync(Token));
        }
    }

    [Fact]
    public async Task An_image_is_shown_in_place_only_when_asked()
    {
        var capability = await AppendAsync(Html("x"), File("会場 \"A\".png", "image/png", Png));
        var section = (await OpenAsync(capability)).Attachments.Single().Section;

        using var shown = await GetAsync($"m/{capability}/part/{section}?inline");
        using var saved = await GetAsync($"m/{capability}/part/{section}");

        Assert.Equal("image/png", shown.Content.Headers.ContentType?.ToString());
        Assert.StartsWith("inline; ", shown.Content.Headers.GetValues("Content-Disposition").Single(), StringComparison.Ordinal);
        Assert.Equal("application/octet-stream", saved.Content.Headers.ContentType?.ToString());
        Assert.EndsWith("filename*=UTF-8''%E4%BC%9A%E5%A0%B4%20_A_.png", saved.Content.Headers.GetValues("Content-Disposition").Single(), StringComparison.Ordinal);
        Assert.Equal(Png, await saved.Content.ReadAsByteArrayAsync(Token));
    }

    [Fact]
    public async Task All_attachments_come_in_one_archive_with_a_name_each()
    {
        var capability = await AppendAsync(Html("x"), File("a.txt", "text/plain", "one"u8.ToArray()),
            File("../a.txt", "text/plain", "two"u8.ToArray()), File("A.TXT", "text/plain", "three"u8.ToArray()), File("絵.png", "image/png", Png));

        using var response = await GetAsync($"m/{capability}/all.zip");
        await using var archive = new ZipArchive(await response.Content.ReadAsStreamAsync(Token), ZipArchiveMode.Read);
        var names = archive.Entries.Select(e => e.FullName).ToList();

        Assert.Equal("application/zip", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(4, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.DoesNotContain(names, name => name.Contains('/', StringComparison.Ordinal));
        await using var picture = await archive.GetEntry("絵.png")!.OpenAsync(Token);
        using var bytes = new MemoryStream();
        await picture.CopyToAsync(bytes, Token);
        Assert.Equal(Png, bytes.ToArray());
    }

    [Fact]
    public async Task An_archive_of_much_is_never_in_memory()
    {
        const int Size = 12_000_000;
        var content = new byte[Size];
        new Random(3).NextBytes(content);
        var capability = await AppendAsync(Html("x"), [.. Enumerable.Range(0, 4).Select(i => File($"{i}.bin", "application/octet-stream", content))]);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        using var response = await GetAsync($"m/{capability}/all.zip");
        await using var stream = await response.Content.ReadAsStreamAsync(Token);
        // Nobody reads on: what the server holds now is all it will ever hold.
        var buffer = new byte[64 * 1024];
        for (var read = 0; read < 2 * Size;)
            read += await stream.ReadAsync(buffer, Token);
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;

        // Tests beside it hold something too, but not the archive.
        Assert.InRange(held, long.MinValue, 2 * Size);
        using var rest = new MemoryStream();
        await stream.CopyToAsync(rest, Token);
        Assert.InRange(rest.Length, Size, 3 * Size);
    }

    [Fact]
    public async Task Names_in_an_archive_lead_nowhere()
    {
        string[] hostile = ["../../etc/passwd", "..\\..\\boot.ini", "/etc/shadow", "C:\\x.dll", "a/../../b", "....//c", "CON", "nul.txt", " . ", "..", "x\u202Egpj.exe", "a\r\nb", "~/.ssh/id", "a:b"];
        var capability = await AppendAsync(Html("x"), [.. hostile.Concat(hostile).Select(name => File(name, "application/octet-stream", [1]))]);

        using var response = await GetAsync($"m/{capability}/all.zip");
        await using var archive = new ZipArchive(await response.Content.ReadAsStreamAsync(Token), ZipArchiveMode.Read);
        var names = archive.Entries.Select(e => e.FullName).ToList();

        Assert.Equal(2 * hostile.Length, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        var root = Path.GetFullPath("/somewhere");
        Assert.All(names, name =>
        {
            Assert.Equal(Path.Combine(root, name), Path.GetFullPath(Path.Combine(root, name)));
            Assert.DoesNotContain(name, static c => "/\\:".Contains(c, StringComparison.Ordinal) || char.IsControl(c) || c == '\u202E');
            Assert.False(name.StartsWith('.') || name.EndsWith('.'), name);
            Assert.NotEqual("con", Path.GetFileNameWithoutExtension(name), StringComparer.OrdinalIgnoreCase);
        });
        Assert.Contains("passwd (2)", names);
    }

    [Fact]
    public async Task A_file_in_a_text_is_shown_as_an_attachment_not_as_text_and_sealed_like_one()
    {
        var capability = await AppendAsync(new TextPart("plain") { Text = "Here it is:\nbegin 644 page.html\n(/'-C<FEP=#X`\n`\nend\nRegards\n" });

        using var body = await GetAsync($"m/{capability}/body/1", "iframe");
        using var file = await GetAsync($"m/{capability}/part/1!1?inline");
        using var none = await GetAsync($"m/{capability}/part/1!2");
        using var all = await GetAsync($"m/{capability}/all.zip");

        var text = await body.Content.ReadAsStringAsync(Token);
        Assert.Contains("Regards", text, StringComparison.Ordinal);
        Assert.DoesNotContain("begin 644", text, StringComparison.Ordinal);
        Assert.Equal("application/octet-stream", file.Content.Headers.ContentType?.ToString());
        Assert.StartsWith("attachment; filename=\"page.html\"", file.Content.Headers.GetValues("Content-Disposition").Single(), StringComparison.Ordinal);
        Assert.StartsWith("sandbox;", file.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("<script>", await file.Content.ReadAsStringAsync(Token));
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        await using var archive = new ZipArchive(await all.Content.ReadAsStreamAsync(Token), ZipArchiveMode.Read);
        Assert.Equal(["page.html"], archive.Entries.Select(static entry => entry.FullName));
    }

    [Theory]
    [InlineData("1!1/../2")]
    [InlineData("1!1%0D%0Ax")]
    [InlineData("1%0D%0Aa LOGOUT")]
    [InlineData("!")]
    [InlineData("999999999999999999!1")]
    public async Task A_section_that_is_none_is_not_found(string section)
    {
        var capability = await AppendAsync(Html("x"));

        foreach (var kind in new[] { "part", "pdf", "body", "img" })
        {
            using var response = await GetAsync($"m/{capability}/{kind}/{section}", kind is "part" or "pdf" ? null : kind == "img" ? "image" : "iframe");
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }
    }

    [Theory]
    [InlineData("text/html", "a.html", "<script>x</script>", "application/octet-stream", "attachment")]
    [InlineData("image/svg+xml", "a.svg", "<svg onload='x'/>", "application/octet-stream", "attachment")]
    [InlineData("text/xml", "a.xml", "<?xml version='1.0'?><x/>", "application/octet-stream", "attachment")]
    [InlineData("application/pdf", "a.pdf", "%PDF-1.7 /JavaScript", "application/octet-stream", "attachment")]
    [InlineData("image/gif", "a.gif", "GIF89a<script>xxxx</script>", "image/gif", "inline")]
    [InlineData("text/plain", "a.txt", "<script>x</script>", "application/octet-stream", "attachment")]
    [InlineData("application/x-msdownload", "a.exe", "MZ", "application/octet-stream", "attachment")]
    [InlineData("application/wasm", "a.wasm", "\0asm", "application/octet-stream", "attachment")]
    [InlineData("application/manifest+json", "a.json", "{}", "application/octet-stream", "attachment")]
    [InlineData("text/css", "a.css", "*{}", "application/octet-stream", "attachment")]
    public async Task Of_every_kind_an_attachment_opened_directly_is_sealed(string type, string name, string content, string served, string disposition)
    {
        var capability = await AppendAsync(Html("x"), File(name, type, Encoding.ASCII.GetBytes(content)));
        var section = (await OpenAsync(capability)).Attachments.Single().Section;

        using var response = await GetAsync($"m/{capability}/part/{section}?inline", "document");

        Assert.Equal(served, response.Content.Headers.ContentType?.ToString());
        Assert.StartsWith($"{disposition}; ", response.Content.Headers.GetValues("Content-Disposition").Single(), StringComparison.Ordinal);
        Assert.Equal("sandbox; default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'", response.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
        Assert.Equal("same-origin", response.Headers.GetValues("Cross-Origin-Resource-Policy").Single());
        Assert.Equal("private, no-store", response.Headers.CacheControl?.ToString() is "no-store, private" or "private, no-store" ? "private, no-store" : "");
    }

    [Fact]
    public async Task A_download_that_is_given_up_leaves_the_connection_usable()
    {
        var capability = await AppendAsync(Html("x"), File("big.bin", "application/octet-stream", new byte[20_000_000]));
        var section = (await OpenAsync(capability)).Attachments.Single().Section;

        for (var i = 0; i < 4; i++)
        {
            using var response = await GetAsync($"m/{capability}/part/{section}");
            await using var stream = await response.Content.ReadAsStreamAsync(Token);
            Assert.True(await stream.ReadAsync(new byte[1000], Token) > 0);
        }

        using var whole = await GetAsync($"m/{capability}/part/{section}");
        Assert.Equal(20_000_000, (await whole.Content.ReadAsByteArrayAsync(Token)).Length);
    }
}
