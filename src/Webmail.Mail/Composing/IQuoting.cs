namespace Webmail.Mail.Composing;

/// <summary>The words and the text around what is quoted: they belong to the reader's language, and the text of HTML to whoever can read it.</summary>
public interface IQuoting
{
    /// <summary>The line above a quotation: "On …, … wrote:".</summary>
    string Introduction(DateTimeOffset date, Address? author);

    /// <summary>The lines above a forwarded message.</summary>
    string ForwardedHeader(Envelope envelope, DateTimeOffset date);

    /// <summary>The text of an HTML part.</summary>
    string TextOf(string html);

    /// <summary>An HTML part as it may be quoted: harmless, nothing fetched from elsewhere; <see langword="null"/> when it is too much for that.</summary>
    /// <param name="html">The part.</param>
    /// <param name="images">Content-IDs of the pictures that go along; of others their words stay.</param>
    string? HtmlOf(string html, IReadOnlySet<string> images);
}
