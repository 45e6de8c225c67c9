namespace Webmail.Mail.Composing;

/// <summary>A name and an address as one line that reads back as the same two (RFC 5322 section 3.4).</summary>
internal static class RecipientText
{
    // Beside letters, digits and blanks (RFC 5322 section 3.2.3, atext without the apostrophe, which programs strip in pairs).
    private const string Harmless = "!#$%&*+-/^_`{|}~";

    /// <summary>"Name &lt;a@b&gt;", the name in quotes where something in it has a meaning; the address alone without a name.</summary>
    public static string Write(string name, string email)
    {
        var trimmed = name.Trim();
        if (trimmed.Length == 0 || trimmed.Equals(email, StringComparison.OrdinalIgnoreCase))
            return email;
        return trimmed.All(IsHarmless) && !trimmed.Contains("=?", StringComparison.Ordinal)
            ? $"{trimmed} <{email}>"
            : $"\"{trimmed.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\" <{email}>";
    }

    private static bool IsHarmless(char c) => char.IsLetterOrDigit(c) || c == ' ' || c > 127 || Harmless.Contains(c, StringComparison.Ordinal);
}
