using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Components;
using Webmail.Mail;
using Webmail.Mail.Labels;
using Webmail.Web.Shared;

namespace Webmail.Web.Features.Listing;

/// <summary>
/// A row of the list: plain elements, rendered again only when something in it changed. Which row is focused is the browser's business.
/// </summary>
public sealed partial class MessageRow
{
    private const int MaxLabels = 2;
    private (MessageSummary?, int, bool, string, string, bool, IReadOnlyCollection<string>, AccountLabels, CultureInfo) _rendered;
    private IReadOnlyList<(string Name, int Colour)> _labels = [];
    private bool _changed;

    /// <summary>The message; null when it vanished before it could be read.</summary>
    [Parameter, EditorRequired] public MessageSummary? Summary { get; set; }

    /// <summary>The row's number in the view, 1 being the newest.</summary>
    [Parameter, EditorRequired] public int Index { get; set; }

    [Parameter] public string Href { get; set; } = "";

    /// <summary>The date as the list shows it today.</summary>
    [Parameter] public string DateText { get; set; } = "";

    [Parameter] public string FullDate { get; set; } = "";

    /// <summary>Whether the reading pane shows it.</summary>
    [Parameter] public bool Open { get; set; }

    /// <summary>Own mail: the row says to whom it goes.</summary>
    [Parameter] public bool Outgoing { get; set; }

    /// <summary>Words of a search to mark.</summary>
    [Parameter] public IReadOnlyCollection<string> Marks { get; set; } = [];

    /// <summary>What the labels of the account are called.</summary>
    [Parameter] public AccountLabels Labels { get; set; } = AccountLabels.Standard;

    /// <summary>The date a row shows: when the server got the message; the Date field where the server does not say.</summary>
    public static DateTimeOffset DateOf(MessageSummary summary) =>
        summary.InternalDate != default ? summary.InternalDate : summary.Envelope.Date ?? default;

    private ImmutableArray<Address> People => Summary is not { Envelope: var envelope } ? []
        : !Outgoing ? envelope.From
        : !envelope.To.IsEmpty ? envelope.To
        : !envelope.Cc.IsEmpty ? envelope.Cc
        : envelope.Bcc;

    private Address? Who => People.FirstOrDefault();

    private string From => People.Length > 0 ? string.Join(", ", People.Select(static p => p.Label))
        : Outgoing ? L["(no recipient)"] : L["(no sender)"];

    private string Subject => Summary!.Envelope.Subject is { Length: > 0 } subject ? RowLabels.Subject(subject) : L["(no subject)"];

    private string? Language => Summary is { Language.Length: > 0 } ? Summary.Language : null;

    private DateTimeOffset Date => DateOf(Summary!);

    private string? Keywords => Summary!.Flags.Keywords is { IsDefaultOrEmpty: false } keywords ? string.Join(' ', keywords) : "";

    private string SeenAction => Summary!.Flags.Seen ? L["Mark as unread"] : L["Mark as read"];

    /// <summary>The accessible name: all of the row in the order it is looked at.</summary>
    private string Label
    {
        get
        {
            var flags = Summary!.Flags;
            IEnumerable<string> parts =
            [
                flags.Seen ? "" : L["unread"],
                flags.Flagged ? L["flagged"] : "",
                From,
                Summary.Envelope.Subject is { Length: > 0 } subject ? subject : L["(no subject)"],
                DateText,
                Summary.HasAttachment ? L["attachment"] : "",
            ];
            return string.Join(L[", "], parts.Where(static p => p.Length > 0));
        }
    }

    private string? Description
    {
        get
        {
            var flags = Summary!.Flags;
            IEnumerable<string> parts =
                [flags.Has(Keyword.Pinned) ? L["pinned"] : "", flags.Has(Keyword.Muted) ? L["muted"] : "", flags.Answered ? L["answered"] : "", flags.Forwarded ? L["forwarded"] : "", flags.Draft ? L["Draft"] : "", .. _labels.Select(static label => label.Name)];
            return string.Join(L[", "], parts.Where(static p => p.Length > 0)) is { Length: > 0 } text ? text : null;
        }
    }

    protected override void OnParametersSet()
    {
        var now = (Summary, Index, Open, Href, DateText, Outgoing, Marks, Labels, CultureInfo.CurrentUICulture);
        _changed = now != _rendered;
        _rendered = now;
        if (_changed)
            _labels = Summary is null ? [] : [.. Labels.Of(Summary.Flags).Select(label => (LabelLook.Name(label, Words), LabelLook.Colour(label)))];
    }

    protected override bool ShouldRender() => _changed;
}
