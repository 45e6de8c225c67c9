namespace Webmail.Html;

/// <summary>What a mail may cost. A few kilobytes of markup can become megabytes of tree, so the limits are held before a tree is built.</summary>
internal static class MarkupLimits
{
    /// <summary>Characters of HTML, and of plain text.</summary>
    public const int Input = 2 * 1024 * 1024;

    /// <summary>How many times longer mail may be, and how many times more elements and links it may have, when its reader asks for it all the same.</summary>
    public const int WhenAsked = 4;

    public const int Depth = 256;

    public const int UnclosedFormatting = 64;

    public const int Elements = 50_000;

    /// <summary>Links: each costs several times what another element does.</summary>
    public const int Links = 10_000;

    /// <summary>Elements counted with those that a parser opens again in every new block.</summary>
    public const int ElementsWithReopened = 100_000;

    public const int AttributesPerElement = 128;

    /// <summary>Characters of all style sheets of a mail together.</summary>
    public const int StyleSheets = 128 * 1024;

    public const int StyleAttribute = 4 * 1024;

    /// <summary>Characters of a link or of the Content-ID of an image.</summary>
    public const int Url = 8 * 1024;

    /// <summary>Characters of the address of an image elsewhere. Sealed and encoded it must fit into a request line of 8 KB.</summary>
    public const int RemoteUrl = 3_000;

    /// <summary>Images elsewhere that one mail may load.</summary>
    public const int RemoteImages = 500;

    /// <summary>Hosts of trackers that are named.</summary>
    public const int TrackerHosts = 50;

    /// <summary>Characters of the text that stands in for a mail over a limit.</summary>
    public const int ExtractedText = 256 * 1024;

    /// <summary>Levels of quotes that are drawn; deeper ones look like the last.</summary>
    public const int QuoteLevels = 8;

    /// <summary>The most the output for an input of <paramref name="input"/> characters may hold.</summary>
    public static int Output(int input) => (2 * input) + (1024 * 1024);
}
