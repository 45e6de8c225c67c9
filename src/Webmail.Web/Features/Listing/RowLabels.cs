using System.Text.RegularExpressions;
using Webmail.Mail;

namespace Webmail.Web.Features.Listing;

/// <summary>What a row leaves out of a subject and of the keywords.</summary>
internal static partial class RowLabels
{
    /// <summary>The keywords a person set; those that programs set for each other are left out.</summary>
    public static IReadOnlyList<string> Of(MessageFlags flags) =>
        flags.Keywords.IsDefaultOrEmpty ? [] : [.. flags.Keywords.Where(static k => !IsTechnical(k)).Select(LabelName.Of)];

    /// <summary>The subject without "Re:", which every row of a conversation would begin with.</summary>
    public static string Subject(string subject)
    {
        var rest = ReplyPrefix().Replace(subject, "");
        return rest.Length > 0 ? rest : subject;
    }

    private static bool IsTechnical(string keyword) => keyword.StartsWith('$')
        || keyword.Equals("Junk", StringComparison.OrdinalIgnoreCase) || keyword.Equals("NonJunk", StringComparison.OrdinalIgnoreCase)
        || keyword.Equals("NotJunk", StringComparison.OrdinalIgnoreCase) || keyword.Equals("Forwarded", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^(\s*(re|aw|sv|antw|vs|ynt)(\[\d{1,3}\])?\s*[:：]\s*)+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ReplyPrefix();
}
