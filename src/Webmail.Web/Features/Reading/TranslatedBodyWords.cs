using Microsoft.Extensions.Localization;
using Webmail.Html;

namespace Webmail.Web.Features.Reading;

/// <summary>Our words inside a body document, in the reader's language.</summary>
internal static class TranslatedBodyWords
{
    public static BodyWords Of(IStringLocalizer<ReadingWords> words) => new()
    {
        ShowQuotedText = words["Show quoted text"],
        Truncated = words["The rest of this message is not shown. Download it to read it whole."],
        TooComplex = words["This message is too complex to show as HTML; this is its text."],
    };
}
