using System.Text.RegularExpressions;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Web.Tests.Hosting;

/// <summary>HDR-1: exact headers on one answer of every kind. A change to them must be meant.</summary>
public sealed partial class SecurityHeadersTests(DovecotServer dovecot) : IClassFixture<DovecotServer>
{
    private const string File = "sandbox; default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
    private const string OurPermissions = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()";
    private const string MailPermissions = "camera=(), microphone=(), geolocation=(), clipboard-write=()";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_kind_of_answer_carries_exactly_its_headers()
    {
        await using var all = await EveryKindOfAnswer.CollectAsync(dovecot, Token);

        Assert.Empty(all.Answers.Where(static a => a.Answer.StatusCode != a.Expected).Select(static a => $"{a.Kind}: {a.Answer.StatusCode}"));
        // All differences at once.
        Assert.Empty(all.Answers.SelectMany(a => Expected(a.Kind, all).Zip(Found(a.Kind, a.Answer)).Where(static pair => pair.First != pair.Second)
            .Select(static pair => $"{pair.Second}, not {pair.First}")));
    }

    private static IEnumerable<string> Expected(string kind, EveryKindOfAnswer all)
    {
        var mail = IsOfAMessage(kind);
        yield return $"{kind} Content-Security-Policy: {Policy(kind, all)}";
        yield return $"{kind} X-Content-Type-Options: nosniff";
        yield return $"{kind} Referrer-Policy: no-referrer";
        yield return $"{kind} Cross-Origin-Opener-Policy: same-origin";
        yield return $"{kind} Cross-Origin-Resource-Policy: {(kind == "inline image" ? "" : "same-origin")}";
        yield return $"{kind} Permissions-Policy: {(mail ? MailPermissions : OurPermissions)}";
        yield return $"{kind} Cache-Control: {Caching(kind, mail)}";
        yield return $"{kind} Content-Disposition: {Disposition(kind)}";
        yield return $"{kind} Server: ";
        yield return $"{kind} Strict-Transport-Security: ";
        yield return $"{kind} X-Powered-By: ";
    }

    private static bool IsOfAMessage(string kind) =>
        kind is "body" or "inline image" or "preview" or "PDF page" or "all attachments" or "print" or "source" or "message file" or "message gone"
            or "message of nobody" || kind.StartsWith("attachment", StringComparison.Ordinal);

    private static string Policy(string kind, EveryKindOfAnswer all)
    {
        var images = $"{all.Authority}/m/{all.Capability}/img/";
        return kind switch
        {
            "body" => $"sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src {images} data:; style-src 'unsafe-inline'; "
                + "form-action 'none'; base-uri 'none'; frame-ancestors 'self'",
            "print" => "sandbox allow-modals allow-scripts; default-src 'none'; script-src 'sha256-mLwZK/58pwnQlrLLG9VetvWBvS+jgUzfbG6LTwhkmas='; "
                + $"img-src {images} data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
            "PDF page" => $"default-src 'none'; script-src 'self'; worker-src 'self'; connect-src {all.Authority}/m/{all.Capability}/part/{all.Pdf} "
                + $"{all.Authority}/pdf/; img-src 'self'; style-src 'self'; font-src 'self'; form-action 'none'; base-uri 'none'; "
                + "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types pdf",
            "PDF worker" => "default-src 'none'; script-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
            "message gone" or "message of nobody" =>
                "sandbox; default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'",
            _ when IsOfAMessage(kind) => File,
            _ => "default-src 'none'; script-src 'self' 'nonce-N'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
                + $"connect-src 'self' ws://{all.Authority}; frame-src 'self'; form-action 'self'; base-uri 'self'; manifest-src 'self'; "
                + "worker-src 'self'; object-src 'none'; frame-ancestors 'none'",
        };
    }

    private static string Caching(string kind, bool mail) => kind switch
    {
        _ when mail => "no-store, private",
        // As built; published, what has its content in its name is kept for a year (FirstLoadTests).
        "static asset" or "fingerprinted asset" or "PDF worker" => "no-cache",
        "page" or "settings" => "no-store, no-cache, max-age=0",
        _ => "no-store, no-cache",
    };

    private static string Disposition(string kind) => kind switch
    {
        _ when kind.StartsWith("attachment ", StringComparison.Ordinal) && kind["attachment ".Length..] is var name => $"attachment; filename=\"{name}\"; filename*=UTF-8''{name}",
        "preview" => "inline; filename=\"x.png\"; filename*=UTF-8''x.png",
        "all attachments" => "attachment; filename=\"Kinds.zip\"; filename*=UTF-8''Kinds.zip",
        "message file" => "attachment; filename=\"Kinds.eml\"; filename*=UTF-8''Kinds.eml",
        _ => "",
    };

    private static IEnumerable<string> Found(string kind, HttpResponseMessage answer)
    {
        foreach (var name in (string[])["Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy",
            "Cross-Origin-Resource-Policy", "Permissions-Policy", "Cache-Control", "Content-Disposition", "Server", "Strict-Transport-Security", "X-Powered-By"])
        {
            var values = answer.Headers.TryGetValues(name, out var own) || answer.Content.Headers.TryGetValues(name, out own) ? string.Join(", ", own) : "";
            yield return $"{kind} {name}: {Nonce().Replace(values, "'nonce-N'")}";
        }
    }

    [GeneratedRegex("'nonce-[A-Za-z0-9+/=]{24}'")]
    private static partial Regex Nonce();
}
