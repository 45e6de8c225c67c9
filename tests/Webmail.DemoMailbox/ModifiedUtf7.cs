using System.Text;

namespace Webmail.DemoMailbox;

/// <summary>Modified UTF-7 (RFC 3501 section 5.1.3): how names of mailboxes, and Thunderbird's names of labels, are written.</summary>
internal static class ModifiedUtf7
{
    public static string Encode(string text)
    {
        var encoded = new StringBuilder();
        var shifted = new StringBuilder();
        foreach (var c in text)
        {
            if (c is < ' ' or > '~')
            {
                shifted.Append(c);
                continue;
            }

            Flush();
            encoded.Append(c == '&' ? "&-" : c);
        }

        Flush();
        return encoded.ToString();

        void Flush()
        {
            if (shifted.Length == 0)
                return;
            var base64 = Convert.ToBase64String(Encoding.BigEndianUnicode.GetBytes(shifted.ToString()));
            encoded.Append('&').Append(base64.TrimEnd('=').Replace('/', ',')).Append('-');
            shifted.Clear();
        }
    }
}
