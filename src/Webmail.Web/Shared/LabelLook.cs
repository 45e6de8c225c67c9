using Microsoft.Extensions.Localization;
using Webmail.Mail.Labels;

namespace Webmail.Web.Shared;

/// <summary>What a label is called and drawn as, the same in the list of labels, in rows and above a message.</summary>
internal static class LabelLook
{
    /// <summary>The name the user gave it; the standard ones in the reader's language.</summary>
    public static string Name(Label label, IStringLocalizer<Words> words) =>
        label.GivenName is not null ? label.GivenName : label.Standard?.Keyword switch
        {
            "$label1" => words["Important"],
            "$label2" => words["Work"],
            "$label3" => words["Personal"],
            "$label4" => words["To Do"],
            "$label5" => words["Later"],
            _ => label.Name,
        };

    /// <summary>The tint, 0 to 11: of one nobody chose a tint for, always the same.</summary>
    public static int Colour(Label label) => label.Colour ?? AvatarStyle.Colour(label.Name);
}
