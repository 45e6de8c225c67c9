namespace Webmail.Mail.Composing;

/// <summary>A draft as far as it is in the Drafts mailbox.</summary>
/// <param name="Draft">What it says.</param>
/// <param name="Key">Where it is; <see langword="null"/> where the server does not tell (no UIDPLUS).</param>
public sealed record SavedDraft(Draft Draft, MessageKey? Key);

/// <summary>The same draft was changed elsewhere, and whoever saves has not seen that.</summary>
/// <param name="theirs">The other.</param>
public sealed class DraftConflictException(Draft theirs) : Exception("The draft was changed elsewhere.")
{
    /// <summary>The other.</summary>
    public Draft Theirs { get; } = theirs;
}

/// <summary>A draft as the journal keeps it until it is in the Drafts mailbox.</summary>
/// <param name="Draft">The newest revision.</param>
/// <param name="Base">The revision it was made from.</param>
/// <param name="Saved">The newest revision in the Drafts mailbox.</param>
public sealed record JournalledDraft(Draft Draft, long Base, long Saved);
