namespace Webmail.Html;

/// <summary>
/// Turns the colours of a mail that was made for white paper into colours for dark paper: the lightness of light backgrounds and of
/// dark text is inverted in OKLCH, the hue stays. What is dark already below text, or light above it, stays so. Every background
/// that comes out is darker than every text by a contrast of 4.5 at least, whatever of a mail's rules wins; so nothing has to be
/// known of how they play together. Images have no part in it.
/// </summary>
/// <param name="isCertain">The paper is dark; else both colours are given and the browser takes one.</param>
internal sealed class Darkening(bool isCertain)
{
    private enum Role
    {
        Text,
        Background,
        Line,
    }

    /// <summary>Chroma and hue of the dark paper of <see cref="BodyStyles"/>, which everything grey takes on.</summary>
    private const double PaperChroma = 0.014;
    private const double PaperHue = -2.107;
    private const double Grey = 0.01;

    /// <summary>What the mail may be shown in; <see langword="null"/> for its own colours.</summary>
    public static Darkening? For(RenderOptions options) =>
        options.Darken && !options.AsFragment && options.Theme != BodyTheme.Light ? new Darkening(options.Theme == BodyTheme.Dark) : null;

    /// <summary>
    /// The tokens of a declaration's value with other colours; <see langword="null"/> when it must go, because a colour in it is not
    /// understood. The text is readable without any of a mail's colours.
    /// </summary>
    public List<CssToken>? Value(string property, List<CssToken> tokens, int from, int stop)
    {
        if (property is "color-scheme" or "text-shadow")
            return null;
        if (RoleOf(property) is not { } role)
            return tokens[from..stop];
        var darkened = new List<CssToken>(stop - from);
        for (var at = from; at < stop; at++)
        {
            if (CssColour.At(tokens, at, stop) is not var (length, value))
            {
                darkened.Add(tokens[at]);
                continue;
            }

            if (value is not var (colour, alpha))
                return null;
            if (alpha == 0)
                darkened.AddRange(tokens[at..Math.Min(stop, at + length)]);
            else
                darkened.Add(new CssToken(CssTokenKind.Colour, Written(colour.OnWhite(alpha), role)));
            at += length - 1;
        }

        return darkened;
    }

    /// <summary>The declaration that stands for an attribute like bgcolor; empty when its colour is not understood.</summary>
    public string Attribute(string name, string value)
    {
        var (property, role) = name switch
        {
            "bgcolor" => ("background-color", Role.Background),
            "bordercolor" => ("border-color", Role.Line),
            _ => ("color", Role.Text),
        };
        return CssColour.OfAttribute(value) is { } colour ? $"{property}:{Written(colour, role)}" : "";
    }

    private string Written(Rgb colour, Role role)
    {
        var seen = Oklch.Of(colour);
        var lightness = Math.Clamp(seen.Lightness, 0, 1);
        var dark = seen with
        {
            Lightness = role switch
            {
                Role.Background => Background(lightness),
                Role.Text => Text(lightness),
                _ => 0.34 + ((1 - lightness) * 0.36),
            },
        };
        if (dark.Chroma < Grey)
            dark = dark with { Chroma = PaperChroma, Hue = PaperHue };
        return isCertain ? dark.ToRgb().Hex : $"light-dark({colour.Hex},{dark.ToRgb().Hex})";
    }

    // White becomes the paper, mid tones the lightest background; black stays nearly black.
    private static double Background(double lightness) =>
        lightness >= 0.5 ? 0.239 + ((1 - lightness) * 0.2) : 0.14 + (lightness * 0.4);

    // Black becomes nearly white, mid tones the darkest text; white stays nearly white.
    private static double Text(double lightness) =>
        lightness <= 0.5 ? 0.94 - (lightness * 0.26) : 0.81 + ((lightness - 0.5) * 0.3);

    private static Role? RoleOf(string property)
    {
        if (property is "color" || property.StartsWith("text-decoration", StringComparison.Ordinal) || property.StartsWith("text-emphasis", StringComparison.Ordinal))
            return Role.Text;
        if (property.StartsWith("background", StringComparison.Ordinal))
            return Role.Background;
        return property.StartsWith("border", StringComparison.Ordinal) || property.StartsWith("outline", StringComparison.Ordinal) ? Role.Line : null;
    }
}
