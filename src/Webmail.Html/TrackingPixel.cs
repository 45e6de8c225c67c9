using System.Globalization;
using AngleSharp.Dom;

namespace Webmail.Html;

/// <summary>Finds images that nobody can see: what they are for is to tell that the mail was read, by whom, when and where.</summary>
internal static class TrackingPixel
{
    /// <summary>Whether an image is at most one pixel large, or hidden.</summary>
    /// <param name="image">The element.</param>
    /// <param name="mayBeShownBySheet">A style sheet of the mail speaks of it, as where an image is for narrow screens only.</param>
    public static bool Is(IElement image, bool mayBeShownBySheet)
    {
        var (width, height) = (Size(image.GetAttribute("width")), Size(image.GetAttribute("height")));
        var hidden = image.HasAttribute("hidden");
        foreach (var (name, value) in Style(image.GetAttribute("style")))
        {
            switch (name)
            {
                case "width" or "max-width":
                    width = Size(value) ?? width;
                    break;
                case "height" or "max-height":
                    height = Size(value) ?? height;
                    break;
                case "display":
                    hidden |= value == "none";
                    break;
                case "visibility":
                    hidden |= value is "hidden" or "collapse";
                    break;
                case "opacity":
                    hidden |= Size(value) == 0;
                    break;
            }
        }

        return (width <= 1 && height <= 1) || ((hidden || width == 0 || height == 0) && !mayBeShownBySheet);
    }

    /// <summary>The declarations whose value is one word or number.</summary>
    private static IEnumerable<(string Name, string Value)> Style(string? css)
    {
        if (css is null || css.Length > MarkupLimits.StyleAttribute)
            yield break;
        var tokens = CssTokenizer.Tokenize(css).Where(static token => token.Kind != CssTokenKind.Space).ToList();
        for (var i = 0; i + 2 < tokens.Count; i++)
        {
            var begins = i == 0 || tokens[i - 1].Is(';');
            if (begins && tokens[i].Kind == CssTokenKind.Ident && tokens[i + 1].Is(':') && tokens[i + 2].Kind is CssTokenKind.Ident or CssTokenKind.Number)
                yield return (tokens[i].Text.ToLowerInvariant(), tokens[i + 2].Text.ToLowerInvariant());
        }
    }

    /// <summary>Pixels; <see langword="null"/> for none, or for another unit.</summary>
    private static double? Size(string? text)
    {
        if (text is null)
            return null;
        var number = text.AsSpan().Trim();
        if (number.EndsWith("px", StringComparison.OrdinalIgnoreCase))
            number = number[..^2];
        return double.TryParse(number, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var size) ? size : null;
    }
}
