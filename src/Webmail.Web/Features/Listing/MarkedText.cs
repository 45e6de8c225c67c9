using System.Globalization;
using Webmail.Mail.Searching;

namespace Webmail.Web.Features.Listing;

/// <summary>A piece of text, found or not.</summary>
internal readonly record struct TextRun(string Text, bool Found);

/// <summary>Finds the words of a search in the text of a row, so that they can be marked.</summary>
internal static class MarkedText
{
    private const CompareOptions Loosely = CompareOptions.IgnoreCase | CompareOptions.IgnoreWidth | CompareOptions.IgnoreKanaType;

    /// <summary>The words of a query; labels are no words in a text.</summary>
    public static string[] Words(string? query) =>
        query is null ? [] : [.. SearchWords.Of(query).Where(static word => !word.IsLabel).Select(static word => word.Text)];

    /// <summary>Cuts a text where words begin and end; put together the runs are the text.</summary>
    public static IEnumerable<TextRun> Split(string text, IReadOnlyCollection<string> words)
    {
        var compare = CultureInfo.InvariantCulture.CompareInfo;
        var at = 0;
        while (at < text.Length)
        {
            var (start, length) = (-1, 0);
            foreach (var word in words)
            {
                var found = compare.IndexOf(text.AsSpan(at), word, Loosely, out var matched);
                if (found >= 0 && matched > 0 && (start < 0 || found < start || (found == start && matched > length)))
                    (start, length) = (found, matched);
            }

            if (start < 0)
                break;
            if (start > 0)
                yield return new TextRun(text.Substring(at, start), false);
            yield return new TextRun(text.Substring(at + start, length), true);
            at += start + length;
        }

        if (at < text.Length)
            yield return new TextRun(text[at..], false);
    }
}
