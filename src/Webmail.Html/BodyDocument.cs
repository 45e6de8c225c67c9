namespace Webmail.Html;

/// <summary>Puts a cleaned body into a complete document with its own policy and style sheet.</summary>
internal static class BodyDocument
{
    /// <summary>Characters of ours in a document, besides the mail's.</summary>
    private static readonly int Ours = BodyStyles.Css.Length + (16 * 1024);

    /// <summary>A document round a cleaned HTML body of at most <paramref name="limit"/> characters; <see langword="null"/> when it was not written whole.</summary>
    public static string? OfHtml(CleanMail mail, bool truncated, RenderOptions options, int limit, Func<MarkupWriter, bool> writeBody)
    {
        var writer = Begin(options, mail.Names.Css, limit + mail.Names.Css.Length + Ours);
        writer.Markup(mail.IsOnWhite ? "<div class=\"wm-sheet\">" : "<div>");
        if (!writeBody(writer) || writer.IsFull)
            return null;
        Note(writer, truncated ? options.Words.Truncated : null);
        writer.Markup("</div>");
        return End(writer, options);
    }

    /// <summary>A document round a plain text body, with a note above or below it.</summary>
    public static string OfText(string body, string? above, string? below, RenderOptions options)
    {
        var writer = Begin(options, "", int.MaxValue);
        Note(writer, above);
        writer.Markup("<div class=\"wm-text\">");
        writer.Markup(body);
        writer.Markup("</div>");
        Note(writer, below);
        return End(writer, options);
    }

    private static MarkupWriter Begin(RenderOptions options, string mailCss, int limit)
    {
        var writer = new MarkupWriter(limit);
        if (options.AsFragment)
        {
            Styles(writer, mailCss);
            writer.Markup("<div");
            Language(writer, options);
            writer.Markup(">");
            return writer;
        }

        writer.Markup("<!doctype html><html");
        Language(writer, options);
        writer.Attribute("class", options.Theme switch
        {
            BodyTheme.Light => "wm-light",
            BodyTheme.Dark => "wm-dark",
            _ => "wm-system",
        });
        writer.Markup("><head><meta http-equiv=\"Content-Security-Policy\"");
        writer.Attribute("content", Policy(options.ImageSource));
        writer.Markup("><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
            + "<meta name=\"referrer\" content=\"no-referrer\">");
        Styles(writer, mailCss);
        writer.Markup("</head><body>");
        return writer;
    }

    private static string End(MarkupWriter writer, RenderOptions options)
    {
        writer.Markup(options.AsFragment ? "</div>\n" : "</body></html>\n");
        return writer.ToString();
    }

    private static void Language(MarkupWriter writer, RenderOptions options)
    {
        if (options.Language.Length is > 0 and <= 35 && options.Language.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            writer.Attribute("lang", options.Language);
    }

    private static void Styles(MarkupWriter writer, string mailCss)
    {
        writer.Markup("<style>");
        writer.Markup(BodyStyles.Css);
        writer.Markup("</style>");
        if (mailCss.Length > 0)
        {
            writer.Markup("<style>");
            writer.Markup(mailCss);
            writer.Markup("</style>");
        }
    }

    /// <summary>The same policy as the response carries, in case something on the way replaces its headers.</summary>
    private static string Policy(string imageSource)
    {
        if (imageSource.AsSpan().ContainsAny(";,\r\n"))
            throw new ArgumentException("An image source is one source expression.", nameof(imageSource));
        var images = imageSource.Length == 0 ? "data:" : imageSource + " data:";
        return $"default-src 'none'; img-src {images}; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'";
    }

    private static void Note(MarkupWriter writer, string? words)
    {
        if (words is null)
            return;
        writer.Markup("<p class=\"wm-note\">");
        writer.Text(words);
        writer.Markup("</p>");
    }
}
