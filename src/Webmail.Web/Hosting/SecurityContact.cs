using System.Globalization;
using Microsoft.Extensions.Options;

namespace Webmail.Web.Hosting;

/// <summary>Tells finders of a weakness whom to write to (RFC 9116), where the administrator named somebody.</summary>
internal static class SecurityContact
{
    // The file is made when it is asked for, so it never grows old; readers ask again after this.
    private static readonly TimeSpan Validity = TimeSpan.FromDays(90);

    public static void MapSecurityContact(this WebApplication app)
    {
        if (UriOf(app.Services.GetRequiredService<IOptions<WebOptions>>().Value.SecurityContact) is not { } contact)
            return;
        app.MapGet("/.well-known/security.txt", (TimeProvider time) =>
        {
            var expires = (time.GetUtcNow() + Validity).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            return Results.Text($"Contact: {contact}\nExpires: {expires}\nPreferred-Languages: en, ja\n", "text/plain; charset=utf-8");
        }).AllowAnonymous();
    }

    /// <summary>Whether it can be a contact: empty, an email address, or an address that begins with https:, mailto: or tel:.</summary>
    public static bool IsValid(string contact) => contact.Length == 0 || UriOf(contact) is not null;

    private static string? UriOf(string contact)
    {
        var text = contact.Contains('@', StringComparison.Ordinal) && !contact.Contains(':', StringComparison.Ordinal) ? $"mailto:{contact}" : contact;
        return !text.Any(static c => char.IsControl(c) || char.IsWhiteSpace(c)) && Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && uri.Scheme is "https" or "mailto" or "tel" ? text : null;
    }
}
