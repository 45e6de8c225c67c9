namespace Webmail.Html;

/// <summary>An untrusted body made into a document of its own, ready to be served into a sandboxed frame.</summary>
public sealed record RenderedBody
{
    /// <summary>The complete, cleaned HTML document (see <see cref="RenderOptions.AsFragment"/>); nothing may change it after this.</summary>
    public required string Document { get; init; }

    /// <summary>How many images of other hosts are not loaded.</summary>
    public int BlockedRemoteImages { get; init; }

    /// <summary>How many images of other hosts are, by <see cref="RenderOptions.RemoteImageUrl"/>.</summary>
    public int ShownRemoteImages { get; init; }

    /// <summary>How many of <see cref="BlockedRemoteImages"/> nobody could see: they only tell that the mail was read. They are never loaded.</summary>
    public int Trackers { get; init; }

    /// <summary>The hosts of the trackers, in ASCII and in order; of very many the first ones.</summary>
    public IReadOnlyCollection<string> TrackerHosts { get; init; } = [];

    /// <summary>The mail sets its own colours: it is shown on white paper in both themes.</summary>
    public bool HasOwnColours { get; init; }

    /// <summary>The mail was made for white paper: on dark paper it can be shown as it was sent, or darkened.</summary>
    public bool CanDarken { get; init; }

    /// <summary>The input was over a limit; <see cref="Document"/> shows its text only.</summary>
    public bool TooComplex { get; init; }
}

/// <summary>How a body is shown.</summary>
public sealed record RenderOptions
{
    /// <summary>Maps a Content-ID (without angle brackets) to the URL of its part; <see langword="null"/> where there is none.</summary>
    public Func<string, string?> ContentIdUrl { get; init; } = static _ => null;

    /// <summary>
    /// Gives the URL of ours by which an image of another host is fetched, from its absolute http or https address;
    /// <see langword="null"/> leaves that image out. Without this function nothing from elsewhere is loaded.
    /// </summary>
    public Func<string, string?>? RemoteImageUrl { get; init; }

    /// <summary>Web links are shown without parameters that only tell where somebody came from (utm_source and the like).</summary>
    public bool WithoutLinkTracking { get; init; }

    /// <summary>What img-src in the document's own policy allows besides data:, e.g. "https://host/m/cap/img/".</summary>
    public string ImageSource { get; init; } = "";

    /// <summary>BCP 47 tag of the mail for glyph selection; empty for none.</summary>
    public string Language { get; init; } = "";

    /// <summary>The colours of the paper around it.</summary>
    public BodyTheme Theme { get; init; }

    /// <summary>
    /// On dark paper, mail that was made for white paper gets dark backgrounds and light text of the same hues; images stay. Mail that
    /// brings colours for dark paper keeps those.
    /// </summary>
    public bool Darken { get; init; }

    /// <summary>Maps a mailto: URL to a page of ours that begins a message; <see langword="null"/> leaves it to the browser.</summary>
    public Func<string, string?> ComposeUrl { get; init; } = static _ => null;

    /// <summary>
    /// Makes the content of a shadow root instead of a document: for a page of ours, like a printed one, whose other parts the mail's
    /// style must not reach. The page gives the colours (--paper, --text, …) and the policy.
    /// </summary>
    public bool AsFragment { get; init; }

    /// <summary>Its reader wants to see it although it is long: the limits of length and of elements are four times as wide.</summary>
    public bool Asked { get; init; }

    /// <summary>Words shown in the document itself.</summary>
    public BodyWords Words { get; init; } = new();
}

/// <summary>The colours of the paper a body is shown on.</summary>
public enum BodyTheme
{
    /// <summary>As the browser's system setting says.</summary>
    System,

    /// <summary>Light.</summary>
    Light,

    /// <summary>Dark.</summary>
    Dark,
}

/// <summary>The few words of ours inside a body document, translated by the caller.</summary>
public sealed record BodyWords
{
    /// <summary>Name of the control that unfolds quoted text.</summary>
    public string ShowQuotedText { get; init; } = "Show quoted text";

    /// <summary>Stands where the text was cut off.</summary>
    public string Truncated { get; init; } = "The rest of this message is not shown. Download it to read it whole.";

    /// <summary>Stands above text that was too complex to show as HTML.</summary>
    public string TooComplex { get; init; } = "This message is too complex to show as HTML; this is its text.";
}
