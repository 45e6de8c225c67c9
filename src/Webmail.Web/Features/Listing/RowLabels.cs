using System.Text.RegularExpressions;

namespace Webmail.Web.Features.Listing;

/// <summary>What a row leaves out of a subject.</summary>
internal static partial class RowLabels
{
    /// <summary>The subject without "Re:", which every row of a conversation would begin with.</summary>
    public static string Subject(string subject)
    {
        var rest = ReplyPrefix().Replace(subject, "");
        return rest.Length > 0 ? rest : subject;
    }

    [GeneratedRegex(@"^(\s*(re|aw|sv|antw|vs|ynt)(\[\d{1,3}\])?\s*[:：]\s*)+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ReplyPrefix();
}
