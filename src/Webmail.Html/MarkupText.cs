using System.Net;
using System.Text;

namespace Webmail.Html;

/// <summary>Takes the text out of markup without building a tree, for mail over a limit.</summary>
internal static class MarkupText
{
    public static string Extract(ReadOnlySpan<char> html)
    {
        var text = new StringBuilder();
        var tokens = new MarkupTokenizer(html.Length > MarkupLimits.Input ? html[..MarkupLimits.Input] : html);
        var pendingSpace = false;
        while (text.Length < MarkupLimits.ExtractedText && tokens.Next())
        {
            switch (tokens.Kind)
            {
                case MarkupTokenKind.Text when !tokens.IsRawText:
                    Append(text, WebUtility.HtmlDecode(tokens.Text.ToString()), ref pendingSpace);
                    break;
                case MarkupTokenKind.StartTag or MarkupTokenKind.EndTag when MarkupNames.Block.Contains(tokens.Name.ToString().ToLowerInvariant()):
                    if (text.Length > 0 && text[^1] != '\n')
                        text.Append('\n');
                    pendingSpace = false;
                    break;
                case MarkupTokenKind.EndTag when tokens.Is("td") || tokens.Is("th"):
                    pendingSpace = true;
                    break;
            }
        }
        return text.ToString();
    }

    private static void Append(StringBuilder text, string piece, ref bool pendingSpace)
    {
        foreach (var c in piece)
        {
            if (char.IsWhiteSpace(c))
            {
                pendingSpace = true;
                continue;
            }
            if (pendingSpace && text.Length > 0 && text[^1] != '\n')
                text.Append(' ');
            pendingSpace = false;
            text.Append(c);
            if (text.Length >= MarkupLimits.ExtractedText)
                return;
        }
    }
}
