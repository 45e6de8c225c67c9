namespace Webmail.Mail.Composing;

/// <summary>Signatures in plain text, set off by the line "-- " (RFC 3676 section 4.3).</summary>
public static class SignatureText
{
    /// <summary>The line that begins one.</summary>
    public const string Mark = "-- ";

    /// <summary>What stands below a message and above what it quotes: blank lines to write on, and the signature.</summary>
    public static string Above(string signature) => signature.Length == 0 ? "\n\n" : $"\n\n{Mark}\n{signature}\n\n";

    /// <summary>A text without the signature it ends with.</summary>
    public static string Without(string text)
    {
        var lines = text.Split('\n');
        var mark = Array.FindLastIndex(lines, static line => line.TrimEnd('\r') == Mark);
        return mark < 0 ? text : string.Join('\n', lines.Take(mark)).TrimEnd();
    }
}
