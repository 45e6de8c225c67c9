using MimeKit;
using Webmail.Mail.Composing.Identities;
using Webmail.Mail.Messages;

namespace Webmail.Mail.Composing;

/// <summary>Whom an answer is for, and whom it is from.</summary>
internal static class ReplyAddressing
{
    private const string MailTo = "mailto:";
    private const int MaxFollowupTo = 200;

    // What tells under which address a message came when its visible fields do not: what the sender asked for before what it became.
    private static readonly string[] DeliveryFields = ["X-Original-To", "Envelope-To", "Delivered-To"];

    /// <summary>
    /// The identity a message was sent to, and the address to answer from; whoever goes on with a message of their own stays who they were.
    /// </summary>
    public static (Identity Identity, string From) Writer(AccountIdentities identities, Envelope envelope, IReadOnlyList<HeaderField> header) =>
        identities.For(
        [
            envelope.From.Select(static address => address.Email).Where(identities.IsOwn),
            envelope.To.Concat(envelope.Cc).Select(static address => address.Email),
            // Each delivery puts its own above those before it.
            .. DeliveryFields.Select(name => header.Reverse().Where(field => Is(field, name)).Select(static field => field.Value.Trim().TrimStart('<').TrimEnd('>'))),
        ]) ?? (identities.Default, identities.Default.Address);

    /// <summary>To and Cc.</summary>
    /// <exception cref="MailException">A reply to the list, and the message names none.</exception>
    public static (IReadOnlyList<string> To, IReadOnlyList<string> Cc) Recipients(
        AccountIdentities identities, string from, Envelope envelope, IReadOnlyList<HeaderField> header, ReplyKind kind)
    {
        bool IsOwn(Address address) => identities.IsOwn(address.Email) || address.Email.Equals(from, StringComparison.OrdinalIgnoreCase);
        if (kind == ReplyKind.Forward)
            return ([], []);
        if (kind == ReplyKind.ReplyList)
            return ([ListOf(header) ?? throw new MailException(MailFailure.MessageGone)], []);
        if (kind == ReplyKind.ReplyAll && FollowupTo(header) is { Count: > 0 } wanted && Distinct(wanted, IsOwn) is { Count: > 0 } followed)
            return ([.. followed.Select(Write)], []);
        // Whoever answers what they wrote themselves goes on writing to the same people.
        var own = envelope.From.Any(address => identities.IsOwn(address.Email));
        IEnumerable<Address> to = own ? envelope.To : envelope.ReplyTo.Length > 0 ? envelope.ReplyTo : envelope.From;
        IEnumerable<Address> cc = kind == ReplyKind.Reply ? [] : own ? envelope.Cc : envelope.To.Concat(envelope.Cc);
        var first = Distinct(to, own ? static _ => false : IsOwn);
        if (first.Count == 0)
            first = Distinct(to, static _ => false);
        var known = first.Select(static address => address.Email).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var others = Distinct(cc, address => IsOwn(address) || known.Contains(address.Email));
        return ([.. first.Select(Write)], [.. others.Select(Write)]);
    }

    /// <summary>The address that posts to the list a message came over (RFC 2369 section 3.4); <see langword="null"/> for none.</summary>
    public static string? ListOf(IReadOnlyList<HeaderField> header)
    {
        var field = header.FirstOrDefault(static one => Is(one, "List-Post"))?.Value ?? "";
        // "NO" is a list nobody may write to.
        foreach (var part in field.Split('<').Skip(1))
        {
            var url = part.Split('>')[0].Trim();
            if (!url.StartsWith(MailTo, StringComparison.OrdinalIgnoreCase))
                continue;
            var address = Uri.UnescapeDataString(url[MailTo.Length..].Split('?')[0]);
            if (Recipient.TryParse(address, out var parsed))
                return parsed.Address;
        }

        return null;
    }

    /// <summary>People as a draft names them; none twice.</summary>
    public static IReadOnlyList<string> Texts(IEnumerable<Address> people) => [.. Distinct(people, static _ => false).Select(Write)];

    private static List<Address> FollowupTo(IReadOnlyList<HeaderField> header)
    {
        var field = header.FirstOrDefault(static one => Is(one, "Mail-Followup-To"))?.Value;
        return field is not null && InternetAddressList.TryParse(field, out var list)
            ? [.. list.Mailboxes.Take(MaxFollowupTo).Select(static mailbox => new Address(mailbox.Name ?? "", mailbox.Address))
                .Where(static address => Recipient.TryParse(address.Email, out _))]
            : [];
    }

    private static bool Is(HeaderField field, string name) => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static List<Address> Distinct(IEnumerable<Address> addresses, Func<Address, bool> without) => [.. addresses
        .Where(address => address.Email.Length > 0 && !without(address)).DistinctBy(static address => address.Email, StringComparer.OrdinalIgnoreCase)];

    private static string Write(Address address) => RecipientText.Write(address.Name, address.Email);
}
