using Microsoft.Extensions.Localization;

namespace Webmail.Web.Shared;

/// <summary>Sentences that hold a number.</summary>
internal static class CountedWords
{
    /// <summary>"1 message" or "12,431 messages": both texts are keys, {0} is the number.</summary>
    public static string Counted(this IStringLocalizer words, long count, string one, string many) =>
        words[count == 1 ? one : many, count.ToString("N0", System.Globalization.CultureInfo.CurrentCulture)];
}
