using System.Text;
using Webmail.Mail.Composing;
using Webmail.Mail.Messages;
using Webmail.Mail.Trust;

namespace Webmail.Mail.People;

/// <summary>A reason to look twice at who a message is from.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Claimed">What it makes one believe: an address, a domain.</param>
/// <param name="Actual">What is true.</param>
public sealed record SenderDoubt(SenderDoubtKind Kind, string Claimed, string Actual)
{
    /// <summary>Worth a thought, but usual in honest mail too.</summary>
    public bool IsQuiet => Kind is SenderDoubtKind.ReplyElsewhere or SenderDoubtKind.FirstContact;
}

/// <summary>The reasons to look twice.</summary>
public enum SenderDoubtKind
{
    /// <summary>The domain disowns it.</summary>
    Disowned,

    /// <summary>The name is, or holds, another address.</summary>
    NameIsAddress,

    /// <summary>The name is that of somebody who is known by another address.</summary>
    NameOfContact,

    /// <summary>Answers go to another domain.</summary>
    ReplyElsewhere,

    /// <summary>Nothing else in the inbox is from this address, and nothing was ever sent to it.</summary>
    FirstContact,
}

/// <summary>Finds what is odd about who a message is from.</summary>
public static class SenderDoubts
{
    private static readonly char[] AroundAddresses = [' ', '<', '>', '(', ')', '[', ']', '"', '\'', ',', ';', ':', '「', '」', '（', '）'];

    /// <summary>The doubts, the gravest first.</summary>
    /// <param name="message">The message.</param>
    /// <param name="known">What is known of its author; null for what the message alone shows.</param>
    public static IReadOnlyList<SenderDoubt> Of(Message message, Acquaintance? known)
    {
        if (message.Envelope.From is not [var author, ..])
            return [];
        var doubts = new List<SenderDoubt>();
        if (message.Sender.Verdict == SenderVerdict.Failed)
            doubts.Add(new(SenderDoubtKind.Disowned, message.Sender.Domain, ""));
        if (AddressIn(author) is { } claimed)
            doubts.Add(new(SenderDoubtKind.NameIsAddress, claimed, author.Email));
        if (known?.Namesake is { } namesake && (message.Sender.Verdict == SenderVerdict.Failed || !AreRelated(namesake.Email, author.Email)))
            doubts.Add(new(SenderDoubtKind.NameOfContact, namesake.Email, author.Email));
        if (!message.IsBulk && message.Envelope.ReplyTo.FirstOrDefault(other => other.Email.Length > 0 && !AreRelated(other.Email, author.Email)) is { } elsewhere)
            doubts.Add(new(SenderDoubtKind.ReplyElsewhere, author.Email, elsewhere.Email));
        if (!message.IsBulk && message.Section.Length == 0 && message.Key.Mailbox.IsInbox && known is { IsComplete: true } && IsFirst(known.Person, message))
            doubts.Add(new(SenderDoubtKind.FirstContact, "", author.Email));
        return doubts;
    }

    /// <summary>Another address than the real one in the name: the one that is read, and believed.</summary>
    private static string? AddressIn(Address author)
    {
        var name = author.Name.Normalize(NormalizationForm.FormKC);
        if (!name.Contains('@', StringComparison.Ordinal))
            return null;
        return name.Split(AroundAddresses, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(static word => word.TrimEnd('.'))
            .FirstOrDefault(word => Recipient.IsAddress(word) && !word.Equals(author.Email, StringComparison.OrdinalIgnoreCase));
    }

    // The message itself is counted by now, or will be in a moment.
    private static bool IsFirst(Person? person, Message message) =>
        person is null || (person is { Written: 0, Received: 0 or 1 } && person.Last <= message.InternalDate);

    private static bool AreRelated(string one, string other)
    {
        var (a, b) = (DomainOf(one), DomainOf(other));
        return a == b || a.EndsWith("." + b, StringComparison.Ordinal) || b.EndsWith("." + a, StringComparison.Ordinal);
    }

    private static string DomainOf(string address) => address[(address.LastIndexOf('@') + 1)..].ToLowerInvariant();
}
