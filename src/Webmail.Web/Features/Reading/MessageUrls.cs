namespace Webmail.Web.Features.Reading;

/// <summary>The addresses under a capability, relative to the base path.</summary>
internal static class MessageUrls
{
    /// <summary>Where all of them begin.</summary>
    public const string Prefix = "m";

    /// <summary>
    /// A mailto: link after it begins a message (compose.js). Relative to a body: what is known there is only how deep it lies. What
    /// follows "#" stays in the browser.
    /// </summary>
    public const string ComposeFromBody = "../../../#";

    /// <summary>A text part as a document for the frame.</summary>
    public static string Body(string capability, string section, string theme, BodyLook look) =>
        $"{Prefix}/{capability}/body/{section}?theme={theme}{look.Query}";

    /// <summary>A part to save.</summary>
    public static string Part(string capability, string section) => $"{Prefix}/{capability}/part/{section}";

    /// <summary>A part to look at.</summary>
    public static string Preview(string capability, string section) => $"{Prefix}/{capability}/part/{section}?inline";

    /// <summary>A part as a PDF, in a tab.</summary>
    public static string Pdf(string capability, string section) => $"{Prefix}/{capability}/pdf/{section}";

    /// <summary>All attachments in one archive.</summary>
    public static string AllAttachments(string capability) => $"{Prefix}/{capability}/all.zip";

    /// <summary>The message as text.</summary>
    public static string Source(string capability) => $"{Prefix}/{capability}/source";

    /// <summary>The message as a file.</summary>
    public static string Save(string capability) => $"{Prefix}/{capability}/message.eml";

    /// <summary>The message on paper.</summary>
    public static string Print(string capability) => $"{Prefix}/{capability}/print";
}
