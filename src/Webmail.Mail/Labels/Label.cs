namespace Webmail.Mail.Labels;

/// <summary>A label as this account has it.</summary>
/// <param name="Keyword">The IMAP keyword, spelt as the server spells it.</param>
/// <param name="GivenName">The name the user gave it; <see langword="null"/> when none.</param>
/// <param name="GivenColour">The tint the user chose, 0 to 11; <see langword="null"/> when none.</param>
/// <param name="Hidden">Whether the list of labels leaves it out; on messages it is shown all the same.</param>
public sealed record Label(string Keyword, string? GivenName = null, int? GivenColour = null, bool Hidden = false)
{
    private const int LongestShown = 1000;

    /// <summary>Set for one of the five that every program has a name of its own for.</summary>
    public StandardLabel? Standard { get; } = StandardLabel.Of(Keyword);

    /// <summary>Its name; in English for one of the five standard ones that nobody renamed.</summary>
    public string Name { get; } = GivenName ?? StandardLabel.Of(Keyword)?.Name ?? Shown(Keyword);

    /// <summary>Its tint when the user or a standard says one.</summary>
    public int? Colour => GivenColour ?? Standard?.Colour;

    /// <summary>The word that finds its messages: "label:" and the name where that leads back to the keyword, else the keyword.</summary>
    public string Search
    {
        get
        {
            var typed = LabelName.Of(Keyword);
            var leadsBack = LabelName.TryMakeKeyword(typed, out var made) == LabelNameProblem.None && made == Keyword && typed.IndexOfAny(['"', '“', '”', '„']) < 0;
            var word = leadsBack ? typed : Keyword;
            return word.Any(char.IsWhiteSpace) ? $"label:\"{word}\"" : $"label:{word}";
        }
    }

    // Keywords of shared mailboxes are others' words.
    private static string Shown(string keyword) =>
        DisplayText.Clean(LabelName.Of(keyword), LongestShown) is { Length: > 0 } shown ? shown : keyword;
}
