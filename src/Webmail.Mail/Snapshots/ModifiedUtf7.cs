using System.Text;

namespace Webmail.Mail.Snapshots;

/// <summary>Mailbox names as commands carry them (RFC 3501 section 5.1.3).</summary>
internal static class ModifiedUtf7
{
    /// <summary>The name in ASCII: `&amp;` becomes `&amp;-`, what is not printable ASCII becomes base64 of UTF-16 between `&amp;` and `-`.</summary>
    public static string Encode(string name)
    {
        var text = new StringBuilder(name.Length);
        for (var i = 0; i < name.Length;)
        {
            if (name[i] is >= ' ' and <= '~')
            {
                text.Append(name[i] == '&' ? "&-" : name[i]);
                i++;
                continue;
            }

            var start = i;
            while (i < name.Length && name[i] is < ' ' or > '~')
                i++;
            var base64 = Convert.ToBase64String(Encoding.BigEndianUnicode.GetBytes(name[start..i]));
            text.Append('&').Append(base64.TrimEnd('=').Replace('/', ',')).Append('-');
        }

        return text.ToString();
    }
}
