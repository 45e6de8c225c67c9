using System.Reflection;

namespace Webmail.Web.Hosting;

/// <summary>
/// A setting nobody reads is a mistake of the administrator that would go unnoticed: any key under "Webmail" that no option
/// type has ends the start with the key and the one that was probably meant.
/// </summary>
internal static class KnownSettings
{
    public const string Section = "Webmail";

    /// <summary>Throws when the configuration has keys that none of <paramref name="options"/> (type and section) reads.</summary>
    /// <exception cref="InvalidOperationException">There are unknown keys; the message names them.</exception>
    public static void Check(IConfiguration configuration, params IEnumerable<(string Section, Type Type)> options)
    {
        var known = options.SelectMany(static o => Keys(o.Type, o.Section)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var unknown = configuration.GetSection(Section).AsEnumerable()
            .Where(pair => pair.Value is not null && pair.Key != Section && !known.Contains(pair.Key))
            .Select(static pair => pair.Key).Order(StringComparer.Ordinal).ToList();
        if (unknown.Count > 0)
            throw new InvalidOperationException(string.Join(Environment.NewLine, unknown.Select(key => Describe(key, known))));
    }

    private static string Describe(string key, HashSet<string> known)
    {
        var nearest = known.MinBy(k => Distance(k.ToUpperInvariant(), key.ToUpperInvariant()))!;
        return $"Unknown setting {Shown(key)}. Did you mean {Shown(nearest)}?";
    }

    private static string Shown(string key) => key.Replace(":", "__", StringComparison.Ordinal);

    private static IEnumerable<string> Keys(Type type, string prefix)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static p => p.CanWrite))
        {
            var (key, of) = ($"{prefix}:{property.Name}", property.PropertyType);
            if (of.IsClass && of != typeof(string))
            {
                foreach (var inner in Keys(of, key))
                    yield return inner;
            }
            else
            {
                yield return key;
            }
        }
    }

    // Levenshtein: how many letters to change.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
