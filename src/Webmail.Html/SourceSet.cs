namespace Webmail.Html;

/// <summary>Reads the addresses of a srcset attribute as browsers do (HTML standard, "parse a srcset attribute").</summary>
internal static class SourceSet
{
    private static readonly char[] Spaces = [' ', '\t', '\n', '\r', '\f'];

    /// <summary>The addresses in their order, without what says which is for which screen.</summary>
    public static IEnumerable<string> Addresses(string sourceSet)
    {
        var at = 0;
        while (at < sourceSet.Length)
        {
            while (at < sourceSet.Length && (sourceSet[at] == ',' || Spaces.Contains(sourceSet[at])))
                at++;
            var end = sourceSet.IndexOfAny(Spaces, at);
            if (end < 0)
                end = sourceSet.Length;
            var address = sourceSet[at..end];
            at = end;
            // A comma at its end says that nothing else belongs to it.
            if (address.TrimEnd(',') is { Length: > 0 } whole)
            {
                yield return whole;
                if (whole.Length == address.Length)
                    at = EndOfDescriptors(sourceSet, at);
            }
        }
    }

    private static int EndOfDescriptors(string sourceSet, int at)
    {
        var depth = 0;
        for (; at < sourceSet.Length; at++)
        {
            if (sourceSet[at] == '(')
                depth++;
            else if (sourceSet[at] == ')')
                depth--;
            else if (sourceSet[at] == ',' && depth <= 0)
                return at;
        }

        return at;
    }
}
