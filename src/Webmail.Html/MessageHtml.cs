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
        if (Clean(html, options) is not { } mail)
            return TooComplex(html, options);
        var document = BodyDocument.OfHtml(mail, truncated, options, MarkupLimits.Output(html.Length), body =>
        {
            body.Markup("<div");
            foreach (var (name, value) in mail.BodyAttributes)
                body.Attribute(name, value);
            body.EndOfStartTag();
            var cleaner = new MarkupCleaner(body, mail.Names, null, new MarkupDecoration(options, mail.Darkening), options.RemoteImageUrl);
            cleaner.Children(mail.Tree);
            body.EndTag("div");
            return !cleaner.IsTooDeep;
        });
        if (document is null)
            return TooComplex(html, options);
        return new RenderedBody
        {
            Document = document,
            BlockedRemoteImages = mail.Remote.Blocked,
            ShownRemoteImages = mail.Remote.Shown,
            Trackers = mail.Remote.Trackers,
            TrackerHosts = mail.Remote.TrackerHosts,
            HasOwnColours = mail.IsOnWhite,
            CanDarken = mail.HasOwnColours && !mail.IsDarkAware,
        };
    }

    /// <summary>Cleans markup; <see langword="null"/> when it is over a limit. Cleaning what came out changes nothing.</summary>
    /// <param name="html">The decoded part.</param>
    /// <param name="options">How to show it; in the body the addresses of images stay what they are until the end.</param>
    internal static CleanMail? Clean(string html, RenderOptions? options = null)
    {
        if (!MarkupScan.IsWithinLimits(html, options?.Asked ?? false))
            return null;
        using var document = Parse(html);
        var (theme, remoteUrl) = (options?.Theme ?? BodyTheme.System, options?.RemoteImageUrl);
        var remote = new RemoteTally();
        var sheets = Sheets(document, new StyleSheetFilter(theme, remoteUrl: remoteUrl, remote: remote));
        var isDarkAware = sheets.HasDarkColours || DeclaresDarkAlone(document);
        var darkening = options is null || isDarkAware ? null : Darkening.For(options);
        if (darkening is not null)
        {
            remote = new RemoteTally();
            sheets = Sheets(document, new StyleSheetFilter(theme, darkening, remoteUrl, remote));
        }

        Func<string, string?>? carried = remoteUrl is null ? null : static url => url;
        var limit = MarkupLimits.Output(html.Length);
        var writer = new MarkupWriter(limit);
        var body = document.Body is IHtmlBodyElement ? document.Body : null;
        var cleaner = new MarkupCleaner(writer, sheets, body is null ? null : QuotedReply.Find(body), null, carried) { Remote = remote };
        var attributes = cleaner.BodyAttributes(document, remoteUrl, darkening);
        if (body is not null)
            cleaner.Children(body);
        if (writer.IsFull || cleaner.IsTooDeep || Settle(writer.ToString(), sheets, carried, limit) is not ({ } settled, { } tree))
            return null;
        return new CleanMail
        {
            Body = settled,
            Tree = tree,
            BodyAttributes = attributes,
            Names = sheets,
            Remote = remote,
            HasOwnColours = cleaner.SetsColours || sheets.SetsColours,
            IsDarkAware = isDarkAware,
            Darkening = darkening,
        };
    }

    private static StyleSheetFilter Sheets(IHtmlDocument document, StyleSheetFilter sheets)
    {
        foreach (var sheet in document.QuerySelectorAll("style"))
        {
            if (sheet.NamespaceUri == NamespaceNames.HtmlUri && !IsForOtherMedia(sheet))
                sheets.Add(sheet.TextContent);
        }

        return sheets;
    }

    // "light dark" is in many mails that have no colours for dark paper: those are known by their rules.
    private static bool DeclaresDarkAlone(IHtmlDocument document) => document.QuerySelectorAll("meta").Any(static meta =>
        meta.GetAttribute("name")?.ToLowerInvariant() is "color-scheme" or "supported-color-schemes"
        && meta.GetAttribute("content") is { } schemes && schemes.Contains("dark", StringComparison.OrdinalIgnoreCase)
        && !schemes.Contains("light", StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Parses and cleans again until nothing changes, so that the browser's tree is the tree that was judged
    /// ("mutation" attacks live from the difference).
    /// </summary>
    private static (string Markup, INode Tree)? Settle(string markup, StyleSheetFilter names, Func<string, string?>? remoteUrl, int limit)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var writer = new MarkupWriter(limit, markup);
            var cleaner = new MarkupCleaner(writer, names, null, null, remoteUrl);
            var tree = ParseBody(markup);
            cleaner.Children(tree);
            if (writer.IsFull || cleaner.IsTooDeep)
                return null;
            if (writer.IsAsExpected)
                return (markup, tree);
            markup = writer.ToString();
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
