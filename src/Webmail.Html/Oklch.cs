namespace Webmail.Html;

/// <summary>A colour of a screen: red, green and blue from 0 to 1 (sRGB).</summary>
internal readonly record struct Rgb(double Red, double Green, double Blue)
{
    /// <summary>As it lies on white paper.</summary>
    public Rgb OnWhite(double alpha) => new(Over(Red, alpha), Over(Green, alpha), Over(Blue, alpha));

    /// <summary>As a colour of CSS.</summary>
    public string Hex => $"#{Byte(Red):x2}{Byte(Green):x2}{Byte(Blue):x2}";

    private static double Over(double part, double alpha) => (part * alpha) + 1 - alpha;

    private static byte Byte(double part) => (byte)Math.Round(Math.Clamp(part, 0, 1) * 255);
}

/// <summary>
/// A colour as the eye orders it (CSS Color 4 section 9): lightness from 0 to 1, chroma, and hue in radians. Changing the lightness
/// alone leaves red red.
/// </summary>
internal readonly record struct Oklch(double Lightness, double Chroma, double Hue)
{
    private const double Tolerance = 1e-4;
    private const int Steps = 16;

    /// <summary>A colour of a screen in this order.</summary>
    public static Oklch Of(Rgb colour)
    {
        var (r, g, b) = (Linear(colour.Red), Linear(colour.Green), Linear(colour.Blue));
        var l = Math.Cbrt((0.4122214708 * r) + (0.5363325363 * g) + (0.0514459929 * b));
        var m = Math.Cbrt((0.2119034982 * r) + (0.6806995451 * g) + (0.1073969566 * b));
        var s = Math.Cbrt((0.0883024619 * r) + (0.2817188376 * g) + (0.6299787005 * b));
        var lightness = (0.2104542553 * l) + (0.7936177850 * m) - (0.0040720468 * s);
        var a = (1.9779984951 * l) - (2.4285922050 * m) + (0.4505937099 * s);
        var bb = (0.0259040371 * l) + (0.7827717662 * m) - (0.8086757660 * s);
        return new Oklch(lightness, Math.Sqrt((a * a) + (bb * bb)), Math.Atan2(bb, a));
    }

    /// <summary>The same hue and lightness on a screen, with as much of the chroma as it can show.</summary>
    public Rgb ToRgb()
    {
        if (IsShown(Unclamped(Chroma)))
            return Unclamped(Chroma);
        var (least, most) = (0.0, Chroma);
        for (var step = 0; step < Steps; step++)
        {
            var half = (least + most) / 2;
            if (IsShown(Unclamped(half)))
                least = half;
            else
                most = half;
        }

        return Unclamped(least);
    }

    private Rgb Unclamped(double chroma)
    {
        var (a, b) = (chroma * Math.Cos(Hue), chroma * Math.Sin(Hue));
        var l = Cube(Lightness + (0.3963377774 * a) + (0.2158037573 * b));
        var m = Cube(Lightness - (0.1055613458 * a) - (0.0638541728 * b));
        var s = Cube(Lightness - (0.0894841775 * a) - (1.2914855480 * b));
        return new Rgb(
            Gamma((4.0767416621 * l) - (3.3077115913 * m) + (0.2309699292 * s)),
            Gamma((-1.2684380046 * l) + (2.6097574011 * m) - (0.3413193965 * s)),
            Gamma((-0.0041960863 * l) - (0.7034186147 * m) + (1.7076147010 * s)));
    }

    private static bool IsShown(Rgb colour) => IsShown(colour.Red) && IsShown(colour.Green) && IsShown(colour.Blue);

    private static bool IsShown(double part) => part is >= -Tolerance and <= 1 + Tolerance;

    private static double Cube(double value) => value * value * value;

    private static double Linear(double part) => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);

    private static double Gamma(double part) => part <= 0.0031308 ? part * 12.92 : (1.055 * Math.Pow(part, 1 / 2.4)) - 0.055;
}
