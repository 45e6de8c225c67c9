using System.Globalization;

namespace Webmail.Html.Tests;

/// <summary>Options of the tests, and the part of a document that comes from the mail.</summary>
internal static class Rendering
{
    public static RenderOptions Options { get; } = new()
    {
        ContentIdUrl = static id => id == "missing" ? null : "https://mail.example/m/cap/img/" + Uri.EscapeDataString(id),
        ImageSource = "https://mail.example/m/cap/img/",
    };

    public static RenderedBody Html(string html) => MessageHtml.Render(html, false, Options);

    /// <summary>With the images of other hosts, whose URLs of ours have the address in clear so that people can read them.</summary>
    public static RenderedBody Shown(string html) => MessageHtml.Render(
        html, false, Options with { RemoteImageUrl = static url => "https://mail.example/m/cap/img/remote/" + Uri.EscapeDataString(url) });

    public static RenderedBody Text(string text, bool flowed = false, bool delSp = false) => MessageText.Render(text, flowed, delSp, false, Options);

    /// <summary>The body of a document, and before it the mail's own style sheet if there is one.</summary>
    public static string Shown(RenderedBody rendered)
    {
        var document = rendered.Document;
        var body = document[document.IndexOf("<body>", StringComparison.Ordinal)..];
        var ours = document.IndexOf("</style>", StringComparison.Ordinal) + "</style>".Length;
        var theirs = document[ours..document.IndexOf("</head>", ours, StringComparison.Ordinal)];
        return (theirs + body).Replace("</body></html>\n", "</body>", StringComparison.Ordinal);
    }

    /// <summary>What golden files hold.</summary>
    public static string Golden(RenderedBody rendered) => string.Create(
        CultureInfo.InvariantCulture,
        $"<!-- remote images: {rendered.BlockedRemoteImages}, own colours: {rendered.HasOwnColours}, too complex: {rendered.TooComplex} -->\n{Shown(rendered)}\n");
}
