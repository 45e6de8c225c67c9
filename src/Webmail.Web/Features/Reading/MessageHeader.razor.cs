using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Webmail.Mail;
using Webmail.Mail.Labels;
using Webmail.Mail.Messages;
using Webmail.Mail.Watching;
using Webmail.Web.Session;

namespace Webmail.Web.Features.Reading;

/// <summary>Subject, labels, sender, and who else got it.</summary>
public sealed partial class MessageHeader
{
    /// <summary>A letter to ten thousand people shows the first of them; "Show all headers" has the rest.</summary>
    private const int MaxListed = 100;

    private const int NamedInSummary = 2;

    private IReadOnlyList<Label> _labels = [];
    private IDisposable? _subscription;

    [Parameter, EditorRequired] public Envelope Envelope { get; set; } = new();

    /// <summary>When the server got it: shown when it has no date of its own.</summary>
    [Parameter] public DateTimeOffset Received { get; set; }

    [Parameter] public string Language { get; set; } = "";

    [Parameter] public bool Bulk { get; set; }

    [Parameter] public ImmutableArray<string> Keywords { get; set; } = [];

    /// <summary>The message, when it is open: then it is known whether somebody vouches for its sender.</summary>
    [Parameter] public Message? Opened { get; set; }

    [Inject] private LabelService Labels { get; set; } = null!;

    [Inject] private LiveChanges Live { get; set; } = null!;

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
        _labels = Labels.Known(Current.Id).Of(Keywords);

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
            _subscription = Live.Subscribe(changes => InvokeAsync(() => Apply(changes)));
    }

    private void Apply(IReadOnlyList<MailboxChange> changes)
    {
        if (!changes.Any(static change => change is AccountSettingsChanged))
            return;
        _labels = Labels.Known(Current.Id).Of(Keywords);
        StateHasChanged();
    }

    public void Dispose() => _subscription?.Dispose();

    private bool IsReader(Address person) => person.Email.Equals(Current.Account.Address, StringComparison.OrdinalIgnoreCase);
}
