using System.Globalization;
using Webmail.Mail.Messages.Mime;

namespace Webmail.Mail.Messages;

/// <summary>Part specifiers (RFC 9051 section 6.4.5.1) that come from outside: URLs and callers.</summary>
internal static class PartSections
{
    private const int MaxLength = 300;

    /// <summary>Throws when the text is no part specifier: what is not digits and dots never gets near a command.</summary>
    public static void Check(string section)
    {
        if (section.Length == 0)
            return;
        var isValid = section.Length <= MaxLength && section.Split('.').All(static number =>
            ushort.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0);
        if (!isValid)
            throw new MailException(MailFailure.MessageGone);
    }

    /// <summary>The body of the message a section names: the whole one when empty; <see langword="null"/> when there is none.</summary>
    public static StructurePart? BodyOf(StructurePart whole, string section)
    {
        if (section.Length == 0)
            return whole;
        var message = whole.WithDescendants().FirstOrDefault(part => part.IsMessage && part.Section == section);
        return message is { Children.Count: > 0 } ? message.Children[0] : null;
    }
}
