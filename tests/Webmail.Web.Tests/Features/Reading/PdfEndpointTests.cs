using System.Net;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Web.Tests.Features.Reading;

/// <summary>The page that shows an attached PDF.</summary>
public sealed class PdfEndpointTests(DovecotServer server) : ServedMessages(server)
{
    [Fact]
    public async Task The_page_of_a_PDF_names_the_file_and_holds_nothing_of_it()
    {
        var capability = await AppendAsync(Html("x"), File("\"><b>会場.pdf", "application/pdf", "%PDF-1.7 /JavaScript"u8.ToArray()));
        var section = (await OpenAsync(capability)).Attachments.Single().Section;

        using var response = await GetAsync($"m/{capability}/pdf/{section}", "document");

        Assert.Equal("text/html; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        var at = Host.Client.BaseAddress!.Authority;
        Assert.Contains($"connect-src {at}/m/{capability}/part/{section} {at}/pdf/;", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        var page = await response.Content.ReadAsStringAsync(Token);
        Assert.Contains($"data-part=\"/m/{capability}/part/{section}\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("JavaScript", page, StringComparison.Ordinal);
        // No circuit and nothing inline.
        Assert.DoesNotContain("<!--", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<style", page, StringComparison.Ordinal);
        Assert.DoesNotContain(" style=", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/html", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/octet-stream", HttpStatusCode.UnsupportedMediaType)]
    public async Task What_claims_to_be_something_else_has_no_page_of_a_PDF(string type, HttpStatusCode status)
    {
        var capability = await AppendAsync(Html("x"), File("plan.pdf", type, "%PDF-1.7"u8.ToArray()));
        var section = (await OpenAsync(capability)).Attachments.Single().Section;

        using var response = await GetAsync($"m/{capability}/pdf/{section}", "document");

        Assert.Equal(status, response.StatusCode);
        Assert.StartsWith("sandbox;", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_PDF_beyond_the_limit_is_refused_in_words()
    {
        var capability = await AppendAsync(Html("x"), File("plan.pdf", "application/pdf", new byte[(25 * 1024 * 1024) + 100_000]));
        var section = (await OpenAsync(capability)).Attachments.Single().Section;

        using var response = await GetAsync($"m/{capability}/pdf/{section}", "document");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("This cannot be shown here", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }
}
