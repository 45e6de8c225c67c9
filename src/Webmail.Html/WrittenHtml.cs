namespace Webmail.Html;

/// <summary>
/// The HTML of a message that is written: cleaned like any other, since a browser says what it is, and made so that every mail program
/// shows it as it was written: looks stand in style attributes, nothing needs a style sheet, nothing is fetched from elsewhere.
/// </summary>
public static class WrittenHtml
{
    /// <summary>The most characters of HTML that are kept; longer messages are plain text.</summary>
    public const int Most = MarkupLimits.Input;

    private const int Rounds = 8;

    /// <summary>
    /// What stands in the body, for the editor and to be sent; cleaning it again changes nothing. <see langword="null"/> when it is over
    /// a limit: then only its text can be sent.
    /// </summary>
    /// <param name="html">From the editor, or a draft of another program.</param>
    /// <param name="images">Content-IDs (without angle brackets) of the images that are parts of the message; others leave their words.</param>
    public static string? Clean(string html, IReadOnlySet<string>? images = null) => Clean(html, images ?? new HashSet<string>(), quoting: false);

    /// <summary>The mail of somebody else, to be quoted: also without the tables that only put things into their places.</summary>
    /// <param name="html">Of the message.</param>
    /// <param name="images">Content-IDs of the images that go along.</param>
    public static string? Quote(string html, IReadOnlySet<string>? images = null) => Clean(html, images ?? new HashSet<string>(), quoting: true);

    private static string? Clean(string html, IReadOnlySet<string> images, bool quoting)
    {
        ArgumentNullException.ThrowIfNull(html);
        if (MessageHtml.Clean(html) is not { } mail)
            return null;
        var markup = mail.Body;
        // What is dropped may change what its surroundings are.
        for (var round = 0; round < Rounds; round++)
        {
            var writer = new MarkupWriter(MarkupLimits.Output(html.Length));
            var cleaner = new WrittenMarkup(writer, images, quoting);
            cleaner.Children(MessageHtml.ParseBody(markup));
            if (writer.IsFull || cleaner.IsTooDeep)
                return null;
            var again = writer.ToString().TrimStart(' ', '\t', '\r', '\n', '\f');
            if (again == markup)
                return again;
            markup = again;
        }

        return null;
    }
}
