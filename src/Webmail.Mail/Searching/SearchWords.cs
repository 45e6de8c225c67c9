using System.Text;

namespace Webmail.Mail.Searching;

/// <summary>Takes what a user typed apart: words, and phrases in quotes.</summary>
internal static class SearchWords
{
    private const int MaxWords = 16;
    private const int MaxLength = 200;

    /// <summary>The words, each once; control characters, which a command could not carry, separate words like blanks do.</summary>
    public static IReadOnlyList<string> Of(string query)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var quoted = false;
        foreach (var c in query.Append('\0'))
        {
            var isQuote = c is '"' or '“' or '”' or '„';
            if (isQuote || char.IsControl(c) || (!quoted && char.IsWhiteSpace(c)))
            {
                Add(words, word);
                quoted ^= isQuote;
            }
            else
            {
                word.Append(c);
            }
        }

        return words;
    }

    private static void Add(List<string> words, StringBuilder word)
    {
        var text = word.ToString().Trim();
        word.Clear();
        if (text.Length > MaxLength)
            text = text[..(char.IsHighSurrogate(text[MaxLength - 1]) ? MaxLength - 1 : MaxLength)];
        if (text.Length > 0 && words.Count < MaxWords && !words.Contains(text, StringComparer.OrdinalIgnoreCase))
            words.Add(text);
    }
}
