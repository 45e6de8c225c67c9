using System.Net;
using Webmail.Mail.Composing.Identities;

namespace Webmail.Mail.Composing;

/// <summary>What HTML mail leaves in the answer to it, and in what it is forwarded with.</summary>
internal static class HtmlQuote
{
    private const int Most = 1024 * 1024;

    /// <summary>The parts of a message, to be quoted; <see langword="null"/> when none is HTML, or they are larger than is quoted with its looks.</summary>
    public static string? Of(IReadOnlyList<(bool IsHtml, string Text)> parts, IReadOnlySet<string> images, IQuoting quoting)
    {
        if (!parts.Any(static part => part.IsHtml))
            return null;
        var quoted = parts.Select(part => part.IsHtml ? quoting.HtmlOf(part.Text, images) : Lines(part.Text.TrimEnd())).ToList();
        return quoted.Contains(null) || quoted.Sum(static part => part!.Length) > Most ? null : string.Concat(quoted);
    }

    /// <summary>The answer begins above what it answers.</summary>
    /// <param name="signature">What stands below the answer.</param>
    /// <param name="introduction">Who wrote when.</param>
    /// <param name="html">What is answered.</param>
    public static string Answered(DraftSignature signature, string introduction, string html) =>
        $"{Above(signature)}{Lines(introduction)}<blockquote type=\"cite\">{html}</blockquote>";

    /// <summary>What is forwarded stands below its fields.</summary>
    /// <param name="signature">What stands below what is written about it.</param>
    /// <param name="fields">From, date, subject, To and Cc.</param>
    /// <param name="html">What is forwarded.</param>
    public static string Forwarded(DraftSignature signature, string fields, string html) => $"{Above(signature)}{Lines($"{fields}\n")}{html}";

    /// <summary>What stands below a message and above what it quotes, as <see cref="SignatureText.Above"/>, with its looks.</summary>
    public static string Above(DraftSignature signature) => signature.Html.Length > 0
        ? $"{Lines($"\n\n{SignatureText.Mark}")}{signature.Html}{Lines("")}" : Lines(SignatureText.Above(signature.Text)[..^1]);

    private static string Lines(string text) => string.Concat(text.Split('\n').Select(static line => $"<p style=\"margin:0\">{Line(line)}</p>"));

    // HTML shows no blank at the end of a line, and the mark of a signature has one.
    private static string Line(string line) => line.EndsWith(' ') ? $"{WebUtility.HtmlEncode(line[..^1])}&nbsp;" : WebUtility.HtmlEncode(line);
}
