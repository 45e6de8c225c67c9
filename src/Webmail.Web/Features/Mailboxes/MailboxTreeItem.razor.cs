using System.Globalization;
using Microsoft.AspNetCore.Components;
using Webmail.Mail;
using Webmail.Web.Shared;

namespace Webmail.Web.Features.Mailboxes;

/// <summary>
/// A row of the tree: a link, so that a new tab works. Which rows are folded away, and which one has the tab stop, is the
/// browser's business after the first rendering.
/// </summary>
public sealed partial class MailboxTreeItem
{
    private const int DeepestIndent = 8;
    private (Mailbox, string, int, bool, int, bool, bool, int?, string, bool, CultureInfo) _rendered;
    private bool _changed;

    [Parameter, EditorRequired] public AccountId Account { get; set; }

    [Parameter, EditorRequired] public Mailbox Mailbox { get; set; } = null!;

    /// <summary>The names of the mailboxes it is in; shown while folders are searched, and among the favourites.</summary>
    [Parameter] public string Path { get; set; } = "";

    /// <summary>1 for the top.</summary>
    [Parameter] public int Level { get; set; } = 1;

    [Parameter] public bool HasChildren { get; set; }

    /// <summary>Unread messages in all mailboxes inside it: shown while it is folded.</summary>
    [Parameter] public int UnseenBelow { get; set; }

    [Parameter] public bool Selected { get; set; }

    /// <summary>Whether it repeats a row of the tree: then that one is the selected one, and this says that it is the same.</summary>
    [Parameter] public bool Repeated { get; set; }

    /// <summary>Its tint, 0 to 11; <see langword="null"/> for none.</summary>
    [Parameter] public int? Colour { get; set; }

    /// <summary>What one may do with it, in the words of <see cref="MailboxActs"/>.</summary>
    [Parameter] public string Can { get; set; } = "";

    /// <summary>Whether the server has yet to be asked for the user's rights.</summary>
    [Parameter] public bool Unsure { get; set; }

    /// <summary>Whether it is visible at first; later the browser knows better.</summary>
    [Parameter] public bool Visible { get; set; } = true;

    /// <summary>Whether the rows inside are visible at first.</summary>
    [Parameter] public bool Open { get; set; }

    private string Name => MailboxLabel.Of(Mailbox, Words);

    private string Icon =>
        MailboxLabel.Icon(Mailbox.SpecialUse) is var icon && Selected && Mailbox.SpecialUse != SpecialUse.All ? icon + "-f" : icon;

    private bool Chosen => Selected && !Repeated;

    private string Tint => Colour is { } colour ? $"tint av-{colour}" : "tint";

    // Two favourites of one name are told apart by where they are.
    private string Title => Repeated && Path.Length > 0 ? $"{Path} / {Name}" : Name;

    private string? Href => Mailbox.Selectable ? MailUrls.Mailbox(Account, Mailbox.Name) : null;

    private int Unseen => Mailbox.Status?.Unseen ?? 0;

    /// <summary>Drafts tell how many there are, all others how many are unread.</summary>
    private int Count => Mailbox.SpecialUse == SpecialUse.Drafts ? Mailbox.Status?.Messages ?? 0 : Unseen;

    private string Look
    {
        get
        {
            var kind = Mailbox.SpecialUse switch
            {
                SpecialUse.Drafts => "drafts",
                SpecialUse.Junk or SpecialUse.Trash => "",
                _ => Unseen > 0 ? "unread" : "",
            };
            return $"level-{Math.Min(Level, DeepestIndent)} {kind}{(Repeated ? " repeated" : "")}";
        }
    }

    private string Label
    {
        get
        {
            var label = Name;
            if (Unseen > 0)
                label = L["{0}, {1} unread", label, Number(Unseen)];
            if (Mailbox.SpecialUse == SpecialUse.Drafts && Count > 0)
                label = L["{0}, {1} in all", label, Number(Count)];
            return label;
        }
    }

    private static string Number(int value) => value.ToString("N0", CultureInfo.CurrentCulture);

    protected override void OnParametersSet()
    {
        var now = (Mailbox, Path, Level, HasChildren, UnseenBelow, Selected, Repeated, Colour, Can, Unsure, CultureInfo.CurrentUICulture);
        _changed = now != _rendered;
        _rendered = now;
    }

    protected override bool ShouldRender() => _changed;
}
