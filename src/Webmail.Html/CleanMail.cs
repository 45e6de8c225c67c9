namespace Webmail.Html;

/// <summary>A mail's markup after cleaning, still without anything of ours.</summary>
internal sealed record CleanMail
{
    /// <summary>What stands in the mail's body.</summary>
    public required string Body { get; init; }

    /// <summary>Attributes of the mail's body element that are carried over: name and value.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> BodyAttributes { get; init; } = [];

    /// <summary>The mail's style sheets, and the names they need.</summary>
    public required StyleSheetFilter Names { get; init; }

    public int BlockedRemoteImages { get; init; }

    public bool HasOwnColours { get; init; }
}
