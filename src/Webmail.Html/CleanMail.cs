using AngleSharp.Dom;

namespace Webmail.Html;

/// <summary>A mail's markup after cleaning, still without anything of ours.</summary>
internal sealed record CleanMail
{
    /// <summary>What stands in the mail's body.</summary>
    public required string Body { get; init; }

    /// <summary><see cref="Body"/> as a parser reads it.</summary>
    public required INode Tree { get; init; }

    /// <summary>Attributes of the mail's body element that are carried over: name and value.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> BodyAttributes { get; init; } = [];

    /// <summary>The mail's style sheets, and the names they need.</summary>
    public required StyleSheetFilter Names { get; init; }

    /// <summary>Its images on other hosts.</summary>
    public required RemoteTally Remote { get; init; }

    public bool HasOwnColours { get; init; }

    /// <summary>It brings colours for dark paper.</summary>
    public bool IsDarkAware { get; init; }

    /// <summary>What its colours are changed by; null when they stay.</summary>
    public Darkening? Darkening { get; init; }

    /// <summary>It is shown on white paper, whatever the paper around it.</summary>
    public bool IsOnWhite => HasOwnColours && !IsDarkAware && Darkening is null;
}
