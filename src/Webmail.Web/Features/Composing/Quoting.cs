using System.Globalization;
using System.Text;
using Microsoft.Extensions.Localization;
using Webmail.Html;
using Webmail.Mail;
using Webmail.Mail.Composing;
using Webmail.Web.Shared;

namespace Webmail.Web.Features.Composing;

/// <summary>Quotes in the reader's language.</summary>
internal sealed class Quoting(IStringLocalizer<ComposingWords> words, MailDates dates) : IQuoting
{
    public string Introduction(DateTimeOffset date, Address? author) =>
        words["On {0}, {1} wrote:", dates.Full(date), author?.Label is { Length: > 0 } label ? label : words["somebody"].Value];

    public string ForwardedHeader(Envelope envelope, DateTimeOffset date)
    {
        var header = new StringBuilder();
        header.Append(CultureInfo.InvariantCulture, $"---------- {words["Forwarded message"].Value} ----------\n");
        Append(words["From"], envelope.From);
        header.Append(CultureInfo.InvariantCulture, $"{words["Date"].Value}: {dates.Full(date)}\n{words["Subject"].Value}: {envelope.Subject}\n");
        Append(words["To"], envelope.To);
        Append(words["Cc"], envelope.Cc);
        return header.ToString().TrimEnd('\n');

        void Append(string name, IReadOnlyCollection<Address> people)
        {
            if (people.Count > 0)
                header.Append(CultureInfo.InvariantCulture, $"{name}: {string.Join(", ", people.Select(Write))}\n");
        }
    }

    public string TextOf(string html) => PlainText.Of(html);

    public string? HtmlOf(string html, IReadOnlySet<string> images) => WrittenHtml.Quote(html, images);

    private static string Write(Address address) => address.Name.Length > 0 ? $"{address.Name} <{address.Email}>" : address.Email;
}
