using System.Drawing;
using System.Globalization;

namespace Webmail.Html;

/// <summary>Reads the colours of a mail's CSS, and of attributes like bgcolor.</summary>
internal static class CssColour
{
    /// <summary>
    /// The colour that begins at a token: how many tokens it takes, and its value, which is null for one that is written in a way
    /// nobody here reads. <see langword="null"/> when no colour begins there.
    /// </summary>
    public static (int Tokens, (Rgb Colour, double Alpha)? Value)? At(List<CssToken> tokens, int at, int stop)
    {
        var token = tokens[at];
        switch (token.Kind)
        {
            case CssTokenKind.Hash:
                return (1, OfHex(token.Text));
            case CssTokenKind.Ident when OfName(token.Text) is { } named:
                return (1, (named, 1));
            case CssTokenKind.Ident when token.Text.Equals("transparent", StringComparison.OrdinalIgnoreCase):
                return (1, (default, 0));
            case CssTokenKind.Function when StyleRules.ColourFunctions.Contains(token.Text):
                var end = at + 1;
                while (end < stop && !tokens[end].Is(')'))
                    end++;
                return (end - at + 1, OfFunction(token.Text.ToLowerInvariant(), tokens, at + 1, end));
            default:
                return null;
        }
    }

    /// <summary>The value of an attribute, where "#" may be missing.</summary>
    public static Rgb? OfAttribute(string value) =>
        OfName(value.Trim()) ?? OfHex(value.Trim().TrimStart('#'))?.Colour;

    private static Rgb? OfName(string name)
    {
        if (name.Length == 0 || !name.All(char.IsAsciiLetter))
            return null;
        // CSS knows both spellings.
        name = name.Replace("grey", "gray", StringComparison.OrdinalIgnoreCase);
        if (!Enum.TryParse<KnownColor>(name, ignoreCase: true, out var known)
            || known is not ((>= KnownColor.AliceBlue and <= KnownColor.YellowGreen) or KnownColor.RebeccaPurple))
        {
            return null;
        }

        var colour = Color.FromKnownColor(known);
        return new Rgb(colour.R / 255.0, colour.G / 255.0, colour.B / 255.0);
    }

    private static (Rgb Colour, double Alpha)? OfHex(string digits)
    {
        if (digits.Length is not (3 or 4 or 6 or 8) || !digits.All(char.IsAsciiHexDigit))
            return null;
        if (digits.Length < 6)
            digits = string.Concat(digits.Select(static digit => new string(digit, 2)));
        return (new Rgb(Part(0), Part(2), Part(4)), digits.Length == 8 ? Part(6) : 1);

        double Part(int at) => byte.Parse(digits.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
    }

    private static (Rgb Colour, double Alpha)? OfFunction(string name, List<CssToken> tokens, int from, int end)
    {
        var parts = new List<string>(4);
        for (; from < end; from++)
        {
            var token = tokens[from];
            if (token.Kind == CssTokenKind.Number)
                parts.Add(token.Text);
            else if (token.Kind != CssTokenKind.Space && !token.Is(',') && !token.Is('/'))
                return null;
        }

        var isHsl = name is "hsl" or "hsla";
        if (parts.Count is not (3 or 4) || (!isHsl && name is not ("rgb" or "rgba"))
            || Number(parts[0], isHsl ? 360 : 1) is not { } first || Number(parts[1], 1) is not { } second || Number(parts[2], 1) is not { } third
            || (parts.Count == 4 ? Number(parts[3], 1) : 1) is not { } alpha)
        {
            return null;
        }

        var colour = isHsl
            ? OfHsl(first, Math.Clamp(second, 0, 1), Math.Clamp(third, 0, 1))
            : new Rgb(Channel(parts[0], first), Channel(parts[1], second), Channel(parts[2], third));
        return (colour, Math.Clamp(alpha, 0, 1));
    }

    private static double Channel(string text, double value) => Math.Clamp(text.EndsWith('%') ? value : value / 255, 0, 1);

    /// <summary>A number, a percentage as a part of <paramref name="whole"/>, or degrees.</summary>
    private static double? Number(string text, double whole)
    {
        var isPercentage = text.EndsWith('%');
        var digits = isPercentage ? text[..^1] : text.EndsWith("deg", StringComparison.OrdinalIgnoreCase) ? text[..^3] : text;
        return double.TryParse(digits, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? isPercentage ? number / 100 * whole : number : null;
    }

    private static Rgb OfHsl(double hue, double saturation, double lightness)
    {
        var range = saturation * Math.Min(lightness, 1 - lightness);
        return new Rgb(Part(0), Part(8), Part(4));

        double Part(int n)
        {
            var k = ((n + (hue / 30)) % 12 + 12) % 12;
            return lightness - (range * Math.Max(-1, Math.Min(Math.Min(k - 3, 9 - k), 1)));
        }
    }
}
