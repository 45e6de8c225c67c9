namespace Webmail.Html;

/// <summary>Filters the style attributes of a mail. Long ones say the same again and again, so what was filtered is remembered, up to a number.</summary>
internal sealed class StyleAttributes
{
    private const int Most = 1_024;

    private readonly Dictionary<string, StyleResult> _known = new(StringComparer.Ordinal);

    /// <summary>See <see cref="StyleFilter"/>.</summary>
    public StyleResult Filter(string css)
    {
        if (_known.TryGetValue(css, out var known))
            return known;
        var result = StyleFilter.Declarations(css);
        if (_known.Count < Most)
            _known[css] = result;
        return result;
    }
}
