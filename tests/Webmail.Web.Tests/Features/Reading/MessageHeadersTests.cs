using Microsoft.AspNetCore.Http;
using Webmail.Web.Features.Reading;
using Xunit;

namespace Webmail.Web.Tests.Features.Reading;

/// <summary>Exact strings: these headers are the wall around hostile mail, and a change to them must be meant.</summary>
public sealed class MessageHeadersTests
{
    private readonly HttpResponse _response = new DefaultHttpContext().Response;

    [Fact]
    public void A_body_is_sealed()
    {
        MessageHeaders.ForBody(_response, "mail.example/m/cap/img/");

        AssertHeaders(
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Security-Policy",
                "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src mail.example/m/cap/img/ data:; " +
                "style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Cache-Control", "private, no-store"),
            ("Permissions-Policy", "camera=(), microphone=(), geolocation=(), clipboard-write=()"));
    }

    [Fact]
    public void An_inline_image_is_sealed_but_open_to_the_frame_without_origin()
    {
        MessageHeaders.ForInlineImage(_response, "image/png");

        AssertHeaders(
            ("Content-Type", "image/png"),
            ("Content-Security-Policy",
                "sandbox; default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
            ("Cache-Control", "private, no-store"),
            ("Permissions-Policy", "camera=(), microphone=(), geolocation=(), clipboard-write=()"));
    }

    [Fact]
    public void The_page_of_a_PDF_reaches_what_is_named_and_makes_no_code()
    {
        MessageHeaders.ForPdf(_response, "mail.example/m/cap/part/2 mail.example/pdf/");

        AssertHeaders(
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Security-Policy",
                "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src mail.example/m/cap/part/2 mail.example/pdf/; img-src 'self'; " +
                "style-src 'self'; font-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; " +
                "require-trusted-types-for 'script'; trusted-types pdf"),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Cache-Control", "private, no-store"),
            ("Permissions-Policy", "camera=(), microphone=(), geolocation=(), clipboard-write=()"));
    }

    [Fact]
    public void A_download_is_a_file_and_nothing_else()
    {
        MessageHeaders.ForDownload(_response, "application/octet-stream", "page.html");

        AssertHeaders(
            ("Content-Type", "application/octet-stream"),
            ("Content-Disposition", "attachment; filename=\"page.html\"; filename*=UTF-8''page.html"),
            ("Content-Security-Policy",
                "sandbox; default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Cache-Control", "private, no-store"),
            ("Permissions-Policy", "camera=(), microphone=(), geolocation=(), clipboard-write=()"));
    }

    [Fact]
    public void The_source_is_plain_text()
    {
        MessageHeaders.ForSource(_response);

        AssertHeaders(
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Security-Policy",
                "sandbox; default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Cache-Control", "private, no-store"),
            ("Permissions-Policy", "camera=(), microphone=(), geolocation=(), clipboard-write=()"));
    }

    [Fact]
    public void A_printed_page_runs_the_one_script_of_ours_and_has_no_origin()
    {
        MessageHeaders.ForPrint(_response, "mail.example/m/cap/img/", PrintPage.ScriptSource);

        AssertHeaders(
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Security-Policy",
                "sandbox allow-modals allow-scripts; default-src 'none'; script-src 'sha256-mLwZK/58pwnQlrLLG9VetvWBvS+jgUzfbG6LTwhkmas='; " +
                "img-src mail.example/m/cap/img/ data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; " +
                "frame-ancestors 'none'"),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Cache-Control", "private, no-store"),
            ("Permissions-Policy", "camera=(), microphone=(), geolocation=(), clipboard-write=()"));
    }

    [Fact]
    public void A_failure_takes_the_place_of_a_download_without_becoming_one()
    {
        MessageHeaders.ForDownload(_response, "application/octet-stream", "page.html");
        MessageHeaders.ForFailure(_response);

        AssertHeaders(
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Security-Policy",
                "sandbox; default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Cache-Control", "private, no-store"),
            ("Permissions-Policy", "camera=(), microphone=(), geolocation=(), clipboard-write=()"));
    }

    [Theory]
    [InlineData("https://mail.example/", "mail.example/m/cap/img/")]
    [InlineData("https://mail.example:8443/webmail/", "mail.example:8443/webmail/m/cap/img/")]
    [InlineData("http://127.0.0.1:5000/a;script-src%20*,b/", "127.0.0.1:5000/a%3Bscript-src%20*%2Cb/m/cap/img/")]
    public void Images_come_from_below_the_capability_alone(string baseUri, string expected) =>
        Assert.Equal(expected, ImageLocation.Of(new Uri(baseUri), "cap").SourceExpression);

    private void AssertHeaders(params (string Name, string Value)[] expected) => Assert.Equal(
        expected.Select(h => $"{h.Name}: {h.Value}").Order(StringComparer.Ordinal),
        _response.Headers.Select(h => $"{h.Key}: {h.Value}").Order(StringComparer.Ordinal));
}
