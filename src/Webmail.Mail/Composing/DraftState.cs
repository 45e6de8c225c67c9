namespace Webmail.Mail.Composing;

/// <summary>How far a draft is.</summary>
/// <param name="SavedRevision">The newest revision in the Drafts mailbox; 0 for none.</param>
/// <param name="SavedAt">Since when.</param>
/// <param name="Failure">Why a newer one is not there yet, when an attempt failed.</param>
public sealed record DraftState(long SavedRevision, DateTimeOffset? SavedAt, MailFailure? Failure);
