using System.Buffers;
using System.Globalization;
using System.Text;

namespace Webmail.Html;

/// <summary>Judges host names as they are read by people.</summary>
internal static class HostName
{
    private static readonly IdnMapping Idn = new() { AllowUnassigned = false, UseStd3AsciiRules = false };

    private static readonly SearchValues<char> InNames = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.");

    private static readonly SearchValues<char> InNumbers = SearchValues.Create("abcdef0123456789:.[]");

    /// <summary>The ASCII form of a host name; <see langword="null"/> when it is none.</summary>
    public static string? ToAscii(string host)
    {
        if (host.Length is 0 or > 253 || host.Contains('%', StringComparison.Ordinal))
            return null;
        if (host[0] != '[' && !Ascii.IsValid(host))
        {
            try
            {
                host = Idn.GetAscii(host);
            }
            catch (ArgumentException)
            {
                return null; // Not a name that a browser could resolve either.
            }
        }
        host = host.ToLowerInvariant();
        return host.AsSpan().ContainsAnyExcept(host[0] == '[' ? InNumbers : InNames) ? null : host;
    }

    /// <summary>Whether two host names plausibly belong to the same owner: equal, or one below the other.</summary>
    public static bool AreRelated(string one, string other)
    {
        one = WithoutWww(one.TrimEnd('.'));
        other = WithoutWww(other.TrimEnd('.'));
        return one == other || IsBelow(one, other) || IsBelow(other, one);
    }

    /// <summary>Whether the name, shown in its own letters, could be taken for another: mixed scripts, or Cyrillic or Greek under a Latin top level.</summary>
    public static bool IsMisleading(string ascii)
    {
        if (!ascii.Contains("xn--", StringComparison.Ordinal))
            return false;
        string unicode;
        try
        {
            unicode = Idn.GetUnicode(ascii);
        }
        catch (ArgumentException)
        {
            return true; // A broken internationalised name is shown as it is.
        }
        var labels = unicode.Split('.');
        var latinTop = labels[^1].All(char.IsAscii);
        return labels.Any(label => IsMixed(label, latinTop));
    }

    private static bool IsBelow(string one, string other) =>
        other.Contains('.', StringComparison.Ordinal) && one.EndsWith("." + other, StringComparison.Ordinal);

    private static string WithoutWww(string host) => host.StartsWith("www.", StringComparison.Ordinal) ? host[4..] : host;

    private static bool IsMixed(string label, bool latinTop)
    {
        var scripts = label.Where(char.IsLetter).Select(ScriptOf).ToHashSet();
        if (latinTop && (scripts.Contains(Script.Cyrillic) || scripts.Contains(Script.Greek)))
            return true;
        if (scripts.Count <= 1)
            return false;
        scripts.Remove(Script.Latin);
        scripts.Remove(Script.Han);
        // Latin and Han are written together with kana, Hangul or Bopomofo, but with no second one of them.
        return scripts.Count > 1 || scripts.Any(static s => s is not (Script.Kana or Script.Hangul or Script.Bopomofo));
    }

    private static Script ScriptOf(char c) => c switch
    {
        < '\u0250' or (>= '\u1E00' and <= '\u1EFF') => Script.Latin,
        (>= '\u0370' and <= '\u03FF') or (>= '\u1F00' and <= '\u1FFF') => Script.Greek,
        >= '\u0400' and <= '\u052F' => Script.Cyrillic,
        (>= '\u3040' and <= '\u30FF') or '\u3005' => Script.Kana,
        >= '\u3100' and <= '\u312F' => Script.Bopomofo,
        (>= '\u3400' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF') => Script.Han,
        (>= '\uAC00' and <= '\uD7AF') or (>= '\u1100' and <= '\u11FF') => Script.Hangul,
        _ => Script.Other,
    };

    private enum Script
    {
        Latin,
        Greek,
        Cyrillic,
        Han,
        Kana,
        Bopomofo,
        Hangul,
        Other,
    }
}
