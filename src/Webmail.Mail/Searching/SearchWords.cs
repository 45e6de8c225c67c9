using System.Text;

namespace Webmail.Mail.Searching;

/// <summary>One thing a search asks for.</summary>
/// <param name="Text">A word, or a phrase that was in quotes; for a label its name or keyword.</param>
/// <param name="IsLabel">Whether messages with that label are meant ("label:Work").</param>
public readonly record struct SearchWord(string Text, bool IsLabel = false);

/// <summary>Takes what a user typed apart: words, phrases in quotes, and labels.</summary>
public static class SearchWords
{
    private const string LabelOperator = "label:";
    private const int MaxWords = 16;
    private const int MaxLength = 200;

    /// <summary>The words, each once; control characters, which a command could not carry, separate words like blanks do.</summary>
    public static IReadOnlyList<SearchWord> Of(string query)
    {
        var words = new List<SearchWord>();
        var word = new StringBuilder();
        var quoted = false;
        var label = false;
        foreach (var c in query.Append('\0'))
        {
            var isQuote = c is '"' or '“' or '”' or '„';
            if (isQuote && !quoted && !label && IsLabelOperator(word))
            {
                // label:"To Do"
                (label, quoted) = (true, true);
                word.Clear();
            }
            else if (isQuote || char.IsControl(c) || (!quoted && char.IsWhiteSpace(c)))
            {
                Add(words, word.ToString(), label, quoted);
                word.Clear();
                label = false;
                quoted ^= isQuote;
            }
            else
            {
                word.Append(c);
            }
        }

        return words;
    }

    private static bool IsLabelOperator(StringBuilder word) =>
        word.Length == LabelOperator.Length && word.ToString().Equals(LabelOperator, StringComparison.OrdinalIgnoreCase);

    private static void Add(List<SearchWord> words, string text, bool label, bool quoted)
    {
        text = text.Trim();
        if (!label && !quoted && text.Length > LabelOperator.Length && text.StartsWith(LabelOperator, StringComparison.OrdinalIgnoreCase))
            (text, label) = (text[LabelOperator.Length..], true);
        if (text.Length > MaxLength)
            text = text[..(char.IsHighSurrogate(text[MaxLength - 1]) ? MaxLength - 1 : MaxLength)];
        if (text.Length > 0 && words.Count < MaxWords
            && !words.Exists(known => known.IsLabel == label && known.Text.Equals(text, StringComparison.OrdinalIgnoreCase)))
        {
            words.Add(new SearchWord(text, label));
        }
    }
}
