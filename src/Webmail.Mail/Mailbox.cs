namespace Webmail.Mail;

/// <summary>Whose mailboxes a namespace holds (RFC 2342).</summary>
public enum MailboxNamespace
{
    /// <summary>The user's own.</summary>
    Personal,

    /// <summary>Those of other users.</summary>
    OtherUsers,

    /// <summary>Shared by many.</summary>
    Shared,
}

/// <summary>One entry of the mailbox list (RFC 9051 section 7.3.1).</summary>
public sealed record Mailbox
{
    /// <summary>The full name; what every command takes.</summary>
    public required MailboxName Name { get; init; }

    /// <summary>The last part of the name.</summary>
    public required string DisplayName { get; init; }

    /// <summary>The mailbox this one is in, also when that one is only a name (\NonExistent, \Noselect).</summary>
    public MailboxName? Parent { get; init; }

    /// <summary>The hierarchy delimiter, or '\0' where the server has no hierarchy.</summary>
    public char Delimiter { get; init; } = '/';

    /// <summary>What the mailbox is for: announced by the server (RFC 6154) or guessed from its name.</summary>
    public SpecialUse SpecialUse { get; init; }

    /// <summary>Whether it can hold messages and be opened.</summary>
    public bool Selectable { get; init; } = true;

    /// <summary>Whether the user subscribed to it.</summary>
    public bool Subscribed { get; init; } = true;

    /// <summary>Whose it is.</summary>
    public MailboxNamespace Namespace { get; init; }

    /// <summary>Counts, when known.</summary>
    public MailboxStatus? Status { get; init; }

    /// <summary>The mailbox with all inside it.</summary>
    public MailboxSubtree Subtree => new(Name, Delimiter);
}
