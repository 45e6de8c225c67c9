using System.Text.RegularExpressions;

namespace Webmail.Mail.Composing;

/// <summary>"Re:" and "Fwd:", once, whatever language the programs before spoke.</summary>
internal static partial class SubjectPrefix
{
    /// <summary>The subject with one prefix of this kind in front.</summary>
    public static string Put(string subject, string prefix)
    {
        var kind = prefix.StartsWith("Re", StringComparison.Ordinal) ? Replies() : Forwards();
        return prefix + kind.Replace(subject.Trim(), "", 1);
    }

    // AW: German, SV: Scandinavian, Antw: Dutch, Odp: Polish, RV: Spanish.
    [GeneratedRegex(@"^((re|aw|sv|vs|antw|odp|res|返信|回复|答复)(\[\d+\])?\s*[:：]\s*)+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Replies();

    [GeneratedRegex(@"^((fwd?|wg|tr|rv|enc|転送|转发)(\[\d+\])?\s*[:：]\s*)+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Forwards();
}
