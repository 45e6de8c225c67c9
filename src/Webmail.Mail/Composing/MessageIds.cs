using System.Buffers;

namespace Webmail.Mail.Composing;

/// <summary>Message identifiers (RFC 5322 section 3.6.4), kept without their angle brackets.</summary>
internal static class MessageIds
{
    private const int MaxLength = 500;

    // What may stand between the brackets: no space, no bracket, nothing that ends a line.
    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "!#$%&'*+-./0123456789=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~:\"");

    /// <summary>The identifier, or nothing when it cannot be written down.</summary>
    public static string Clean(string id)
    {
        var bare = id.Trim().TrimStart('<').TrimEnd('>');
        return bare.Length is > 0 and <= MaxLength && !bare.AsSpan().ContainsAnyExcept(Allowed) ? bare : "";
    }

    /// <summary>All identifiers of a References field.</summary>
    public static IReadOnlyList<string> Parse(string field) => [.. field
        .Split([' ', '\t', '\r', '\n', ','], StringSplitOptions.RemoveEmptyEntries).SelectMany(static part => part.Split("><"))
        .Select(Clean).Where(static id => id.Contains('@', StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)];

    /// <summary>The identifier of a draft's message: the same however often it is sent, so that it can be found.</summary>
    public static string Of(Draft draft)
    {
        var at = draft.From.LastIndexOf('@');
        var domain = at < 0 ? "" : Clean(draft.From[(at + 1)..]);
        return $"{draft.Id}@{(domain.Length > 0 ? domain : "localhost")}";
    }
}
