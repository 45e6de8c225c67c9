namespace Webmail.Html;

/// <summary>HTML as text: for quoting, never for showing.</summary>
public static class PlainText
{
    /// <summary>What a reader would read, a line per block; cut where mail is larger than we take apart.</summary>
    public static string Of(string html) => MarkupText.Extract(html);
}
