using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html;
using AngleSharp.Html.Dom;
using AngleSharp.Html.LinkRels;
using AngleSharp.Html.Parser;

namespace Webmail.Html;

/// <summary>Makes untrusted mail HTML into a harmless document.</summary>
public static class MessageHtml
{
    /// <summary>Cleaning is repeated until a parser reads its result as it was written; honest mail needs one or two rounds.</summary>
    private const int Rounds = 8;

    private static readonly HtmlParserOptions ParserOptions = new()
    {
        IsScripting = false,
        IsStrictMode = false,
        SkipComments = true,
        DisableElementPositionTracking = true,
        MaximumDepth = 2 * MarkupLimits.Depth,
    };

    // The parser makes ready to follow links to style sheets and imports, and falls over addresses that are none.
    private static readonly IConfiguration Configured = Configuration.Default.WithOnly<ILinkRelationFactory>(new NoLinkRelations());

    /// <summary>
    /// Cleans a text/html part: only known elements, attributes and CSS survive, and no URL but web, mail and telephone
    /// links and images of the mail itself. Input over a limit gives its text (<see cref="RenderedBody.TooComplex"/>).
    /// </summary>
    /// <param name="html">The decoded part.</param>
    /// <param name="truncated"><paramref name="html"/> is only its beginning.</param>
    /// <param name="options">How to show it.</param>
    public static RenderedBody Render(string html, bool truncated, RenderOptions options)
    {
        ArgumentNullException.ThrowIfNull(html);
        ArgumentNullException.ThrowIfNull(options);
        if (Clean(html) is not { } mail)
            return TooComplex(html, options);
        var body = new MarkupWriter(MarkupLimits.Output(html.Length));
        body.Markup("<div");
        foreach (var (name, value) in mail.BodyAttributes)
            body.Attribute(name, value);
        body.EndOfStartTag();
        var cleaner = new MarkupCleaner(body, mail.Names, null, new MarkupDecoration(options));
        cleaner.Children(ParseBody(mail.Body));
        body.EndTag("div");
        if (body.IsFull || cleaner.IsTooDeep)
            return TooComplex(html, options);
        return new RenderedBody
        {
            Document = BodyDocument.OfHtml(body.ToString(), mail, truncated, options),
            BlockedRemoteImages = mail.BlockedRemoteImages,
            HasOwnColours = mail.HasOwnColours,
        };
    }

    /// <summary>Cleans markup; <see langword="null"/> when it is over a limit. Cleaning what came out changes nothing.</summary>
    internal static CleanMail? Clean(string html)
    {
        if (!MarkupScan.IsWithinLimits(html))
            return null;
        using var document = Parse(html);
        var sheets = new StyleSheetFilter();
        foreach (var sheet in document.QuerySelectorAll("style"))
        {
            if (sheet.NamespaceUri == NamespaceNames.HtmlUri && !IsForOtherMedia(sheet))
                sheets.Add(sheet.TextContent);
        }
        var limit = MarkupLimits.Output(html.Length);
        var writer = new MarkupWriter(limit);
        var body = document.Body is IHtmlBodyElement ? document.Body : null;
        var cleaner = new MarkupCleaner(writer, sheets, body is null ? null : QuotedReply.Find(body), null);
        var attributes = cleaner.BodyAttributes(document);
        if (body is not null)
            cleaner.Children(body);
        if (writer.IsFull || cleaner.IsTooDeep || Settle(writer.ToString(), sheets, limit) is not { } settled)
            return null;
        return new CleanMail
        {
            Body = settled,
            BodyAttributes = attributes,
            Names = sheets,
            BlockedRemoteImages = cleaner.RemoteImages + sheets.RemoteImages,
            HasOwnColours = cleaner.SetsColours || sheets.SetsColours,
        };
    }

    /// <summary>
    /// Parses and cleans again until nothing changes, so that the browser's tree is the tree that was judged
    /// ("mutation" attacks live from the difference).
    /// </summary>
    private static string? Settle(string markup, StyleSheetFilter names, int limit)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var writer = new MarkupWriter(limit);
            var cleaner = new MarkupCleaner(writer, names, null, null);
            cleaner.Children(ParseBody(markup));
            if (writer.IsFull || cleaner.IsTooDeep)
                return null;
            var again = writer.ToString();
            if (again == markup)
                return again;
            markup = again;
        }
        return null;
    }

    internal static INode ParseBody(string markup) => Parse($"<!doctype html><body>{markup}").Body!;

    internal static IHtmlDocument Parse(string html) => new HtmlParser(ParserOptions, BrowsingContext.New(Configured)).ParseDocument(html);

    private static bool IsForOtherMedia(IElement sheet) =>
        sheet.GetAttribute("media") is { } media && media.Trim().Equals("print", StringComparison.OrdinalIgnoreCase);

    private static RenderedBody TooComplex(string html, RenderOptions options) => new()
    {
        Document = MessageText.Document(MarkupText.Extract(html), false, false, false, options.Words.TooComplex, options),
        TooComplex = true,
    };

    private sealed class NoLinkRelations : ILinkRelationFactory
    {
        public BaseLinkRelation Create(IHtmlLinkElement link, string? relation) => null!;
    }
}
