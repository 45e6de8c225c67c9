namespace Webmail.Mail.Labels;

/// <summary>The five labels that Thunderbird and many others share by their keywords; each program names them in its own language.</summary>
/// <param name="Keyword">"$label1" to "$label5".</param>
/// <param name="Name">The English name.</param>
/// <param name="Colour">The tint nearest to Thunderbird's colour.</param>
public sealed record StandardLabel(string Keyword, string Name, int Colour)
{
    /// <summary>All of them, in order.</summary>
    public static readonly IReadOnlyList<StandardLabel> All =
    [
        new("$label1", "Important", 0),
        new("$label2", "Work", 1),
        new("$label3", "Personal", 4),
        new("$label4", "To Do", 8),
        new("$label5", "Later", 10),
    ];

    /// <summary>The one with this keyword.</summary>
    public static StandardLabel? Of(string keyword) =>
        keyword.Length == 7 && keyword[0] == '$' ? All.FirstOrDefault(label => label.Keyword.Equals(keyword, StringComparison.OrdinalIgnoreCase)) : null;

    /// <summary>Its place among the five.</summary>
    internal static int PlaceOf(StandardLabel label) => label.Keyword[^1] - '1';
}
