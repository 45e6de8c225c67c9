using System.Collections.Immutable;

namespace Webmail.Mail.Snapshots;

/// <summary>A mailbox to copy, and what its copy is called.</summary>
/// <param name="Name">The mailbox here.</param>
/// <param name="Target">The levels of its name at the other server.</param>
/// <param name="Renamed">Whether a level had to be written otherwise.</param>
internal sealed record SourceMailbox(MailboxName Name, ImmutableArray<string> Target, bool Renamed);
