using System.Globalization;
using System.Text;
using MimeKit;
using MimeKit.Text;

namespace Webmail.DemoMailbox;

/// <summary>What all single messages have in common: heading, alternative bodies, identifiers.</summary>
internal sealed class MailWriter(Calendar calendar, Random random)
{
    public Calendar Calendar { get; } = calendar;

    public Random Random { get; } = random;

    public MimeMessage Write(string from, string subject, double daysAgo, MimeEntity body)
    {
        var sender = MailboxAddress.Parse(Encoding.UTF8.GetBytes(from));
        var message = new MimeMessage
        {
            Date = Calendar.DaysAgo(daysAgo),
            MessageId = string.Create(CultureInfo.InvariantCulture, $"{Random.NextInt64():x16}@{sender.Domain}"),
            Body = body,
        };
        message.From.Add(sender);
        message.To.Add(Content.Me);
        message.Headers.Replace(HeaderId.Subject, Encoding.UTF8, subject);
        return message;
    }

    /// <summary>The choice between text and HTML (RFC 2046 section 5.1.4).</summary>
    public static MultipartAlternative Alternative(string text, string html) =>
        new(new TextPart(TextFormat.Plain) { Text = text }, new TextPart(TextFormat.Html) { Text = html });

    public static TextPart Plain(string text) => new(TextFormat.Plain) { Text = text };

    public static DemoMessage Lay(MimeMessage message, string mailbox, params string[] flags) =>
        new(mailbox, message.Date, message.ToBytes(), flags);
}
