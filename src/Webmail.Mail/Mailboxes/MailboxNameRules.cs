using System.Globalization;
using System.Text;

namespace Webmail.Mail.Mailboxes;

/// <summary>What a mailbox may be called, as far as all servers agree. A server may still refuse more.</summary>
internal static class MailboxNameRules
{
    // The longest file name: most servers keep a mailbox in a directory of its name.
    private const int MaxBytes = 255;

    /// <summary>The name to be used, one level of the hierarchy: without blanks around it and composed (NFC).</summary>
    /// <exception cref="MailException">It cannot be a name; the failure says why.</exception>
    public static string Check(string name, char delimiter)
    {
        if (!IsWellFormed(name))
            throw new MailException(MailFailure.MailboxNameInvalid);
        var trimmed = name.Trim().Normalize(NormalizationForm.FormC);
        if (trimmed.Length == 0)
            throw new MailException(MailFailure.MailboxNameMissing);
        if (trimmed.Any(static c => char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator && c is not ('\u200c' or '\u200d')))
        {
            throw new MailException(MailFailure.MailboxNameInvalid);
        }

        // % and * stand for any name in LIST: a mailbox called so cannot be asked for.
        if (trimmed.FirstOrDefault(c => c is '%' or '*' || (c == delimiter && delimiter != '\0')) is var wrong and not '\0')
            throw new MailException(MailFailure.MailboxNameInvalid, wrong.ToString());
        if (Encoding.UTF8.GetByteCount(trimmed) > MaxBytes)
            throw new MailException(MailFailure.MailboxNameTooLong);
        return trimmed;
    }

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
                i++;
            else if (char.IsSurrogate(text[i]))
                return false;
        }

        return true;
    }
}
