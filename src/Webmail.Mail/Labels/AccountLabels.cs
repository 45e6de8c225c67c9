using System.Collections.Immutable;
using Webmail.Mail.Settings;

namespace Webmail.Mail.Labels;

/// <summary>The labels of an account at one moment.</summary>
public sealed class AccountLabels
{
    /// <summary>The five that everybody has.</summary>
    public static readonly AccountLabels Standard = new(AccountSettings.Default, []);

    private readonly Dictionary<string, Label> _byKeyword = new(StringComparer.OrdinalIgnoreCase);

    internal AccountLabels(AccountSettings settings, IEnumerable<string> seen)
    {
        var chosen = settings.Labels.Where(static label => LabelName.IsKeyword(label.Keyword) && !TechnicalKeywords.Contains(label.Keyword))
            .DistinctBy(static label => label.Keyword, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(static label => label.Keyword, StringComparer.OrdinalIgnoreCase);
        foreach (var keyword in StandardLabel.All.Select(static label => label.Keyword).Concat(seen).Concat(chosen.Keys))
        {
            if (!_byKeyword.ContainsKey(keyword))
                _byKeyword[keyword] = LabelOf(keyword, chosen.GetValueOrDefault(keyword));
        }

        All = [.. _byKeyword.Values
            .OrderBy(label => chosen.GetValueOrDefault(label.Keyword)?.Order ?? int.MaxValue)
            .ThenBy(static label => label.Standard is { } standard ? StandardLabel.PlaceOf(standard) : int.MaxValue)
            .ThenBy(static label => label.Name, StringComparer.InvariantCultureIgnoreCase)
            .ThenBy(static label => label.Keyword, StringComparer.Ordinal)];
    }

    /// <summary>All labels in order, hidden ones included.</summary>
    public ImmutableArray<Label> All { get; }

    /// <summary>The label of a keyword; <see langword="null"/> for a keyword that is none.</summary>
    public Label? Of(string keyword) => _byKeyword.TryGetValue(keyword, out var label) ? label
        : TechnicalKeywords.Contains(keyword) ? null : new Label(keyword);

    /// <summary>The labels of a message, in their order.</summary>
    public IReadOnlyList<Label> Of(MessageFlags flags) => Of(flags.Keywords);

    /// <summary>The labels among keywords, in their order.</summary>
    public IReadOnlyList<Label> Of(ImmutableArray<string> keywords) => keywords.IsDefaultOrEmpty ? []
        : [.. keywords.Select(Of).OfType<Label>().OrderBy(label => All.IndexOf(label) is var at and >= 0 ? at : int.MaxValue)];

    /// <summary>The keywords somebody means who types a label's name or keyword: usually one.</summary>
    public IReadOnlyList<string> Meant(string typed)
    {
        List<string> keywords = [.. All.Where(label => label.Name.Equals(typed, StringComparison.OrdinalIgnoreCase)).Select(static label => label.Keyword)];
        if (_byKeyword.TryGetValue(typed, out var known))
            keywords.Add(known.Keyword);
        if (LabelName.TryMakeKeyword(typed, out var made) == LabelNameProblem.None)
            keywords.Add(_byKeyword.TryGetValue(made, out var spelt) ? spelt.Keyword : made);
        return [.. keywords.Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    private static Label LabelOf(string keyword, LabelSettings? chosen) => new(
        keyword, string.IsNullOrWhiteSpace(chosen?.Name) ? null : chosen.Name, chosen?.Colour is >= 0 and < 12 ? chosen.Colour : null,
        chosen?.Hidden ?? false);
}
