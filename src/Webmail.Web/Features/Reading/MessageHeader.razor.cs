using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Webmail.Mail;

namespace Webmail.Web.Features.Reading;

/// <summary>Subject, labels, sender, and who else got it.</summary>
public sealed partial class MessageHeader
{
    /// <summary>A letter to ten thousand people shows the first of them; "Show all headers" has the rest.</summary>
    private const int MaxListed = 100;

    private const int NamedInSummary = 2;

    private IReadOnlyList<string> _labels = [];

    [Parameter, EditorRequired] public Envelope Envelope { get; set; } = new();

    /// <summary>When the server got it: shown when it has no date of its own.</summary>
    [Parameter] public DateTimeOffset Received { get; set; }

    [Parameter] public string Language { get; set; } = "";

    [Parameter] public bool Bulk { get; set; }

    [Parameter] public ImmutableArray<string> Keywords { get; set; } = [];

    private DateTimeOffset When => Envelope.Date ?? Received;

    private string? Lang => Language.Length > 0 ? Language : null;

    private Address? Sender => Envelope.From.FirstOrDefault() ?? Envelope.Sender.FirstOrDefault();

    private string ToSummary
    {
        get
        {
            var people = Envelope.To.AddRange(Envelope.Cc).AddRange(Envelope.Bcc);
            if (people.IsEmpty)
                return L["no recipients named"];

            // The reader first: whether a letter is to oneself is what one looks for.
            var names = people.Where(IsReader).Take(1).Select(_ => L["you"].Value)
                .Concat(people.Where(p => !IsReader(p)).Select(static p => p.Label)).Take(NamedInSummary).ToList();
            var listed = string.Join(L[", "], names);
            var more = people.Length - names.Count;
            return more > 0 ? L["to {0}, +{1}", listed, more] : L["to {0}", listed];
        }
    }

    private IEnumerable<(string Name, ImmutableArray<Address> People)> Fields
    {
        get
        {
            (string Name, ImmutableArray<Address> People)[] fields =
            [
                (L["From"], Envelope.From), (L["Sender"], Envelope.Sender), (L["Reply to"], Envelope.ReplyTo),
                (L["To"], Envelope.To), (L["Cc"], Envelope.Cc), (L["Bcc"], Envelope.Bcc),
            ];
            return fields.Where(static entry => !entry.People.IsEmpty);
        }
    }

    protected override void OnParametersSet() =>
        _labels = Keywords.IsDefaultOrEmpty ? [] : [.. Keywords.Where(IsLabel)];

    private bool IsReader(Address person) => person.Email.Equals(Current.Account.Address, StringComparison.OrdinalIgnoreCase);

    /// <summary>Keywords with a dollar sign, and a few older ones, are marks of mail programs and no labels of people.</summary>
    private static bool IsLabel(string keyword) => !keyword.StartsWith('$')
        && keyword.ToUpperInvariant() is not ("JUNK" or "NONJUNK" or "NOTJUNK" or "FORWARDED" or "REDIRECTED" or "RECENT");
}
