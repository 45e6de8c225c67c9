using System.Text;
using Webmail.Mail.Messages;

namespace Webmail.Mail.Composing;

/// <summary>What a reply or a forwarded message begins with: recipients, subject, thread and the text it is about.</summary>
public sealed class ReplyBuilder(MessageReader reader)
{
    private const int MaxReferences = 20;
    private const int MaxQuoted = 1024 * 1024;
    private const string SignatureMark = "-- ";

    /// <summary>The draft to write on; not saved anywhere. Failures surface as <see cref="MailException"/>.</summary>
    public async Task<Draft> BuildAsync(MailAccount account, MessageKey key, ReplyKind kind, IQuoting quoting, CancellationToken token)
    {
        var message = await reader.OpenAsync(account.Id, key, "", token).ConfigureAwait(false);
        var envelope = message.Envelope;
        var text = await TextOfAsync(account.Id, message, quoting, token).ConfigureAwait(false);
        var date = envelope.Date ?? message.InternalDate;
        var forward = kind == ReplyKind.Forward;
        var (to, cc) = forward ? ([], []) : Recipients(account, envelope, kind);
        return new Draft
        {
            Id = Draft.NewId(),
            From = OwnAddress(account, envelope),
            To = to,
            Cc = cc,
            Subject = SubjectPrefix.Put(envelope.Subject, forward ? "Fwd: " : "Re: "),
            Text = forward
                ? $"\n\n{quoting.ForwardedHeader(envelope, date)}\n\n{text}"
                : $"\n\n{quoting.Introduction(date, envelope.From.FirstOrDefault())}\n{Quote(text)}",
            InReplyTo = forward ? "" : envelope.MessageId,
            References = await ReferencesAsync(account.Id, key, envelope, token).ConfigureAwait(false),
            Origin = new DraftOrigin(key.Mailbox.FullName, key.UidValidity, key.Uid.Value, forward ? DraftKind.Forward : DraftKind.Reply),
        };
    }

    private static (IReadOnlyList<string> To, IReadOnlyList<string> Cc) Recipients(MailAccount account, Envelope envelope, ReplyKind kind)
    {
        bool IsOwn(Address address) => address.Email.Equals(account.Address, StringComparison.OrdinalIgnoreCase);
        // Whoever answers what they wrote themselves goes on writing to the same people.
        var own = envelope.From.Any(IsOwn);
        IEnumerable<Address> to = own ? envelope.To : envelope.ReplyTo.Length > 0 ? envelope.ReplyTo : envelope.From;
        IEnumerable<Address> cc = kind == ReplyKind.Reply ? [] : own ? envelope.Cc : envelope.To.Concat(envelope.Cc);
        var first = Distinct(to, own ? static _ => false : IsOwn);
        if (first.Count == 0)
            first = Distinct(to, static _ => false);
        var known = first.Select(static address => address.Email).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var others = Distinct(cc, address => IsOwn(address) || known.Contains(address.Email));
        return ([.. first.Select(Write)], [.. others.Select(Write)]);
    }

    private static List<Address> Distinct(IEnumerable<Address> addresses, Func<Address, bool> without) => [.. addresses
        .Where(address => address.Email.Length > 0 && !without(address)).DistinctBy(static address => address.Email, StringComparer.OrdinalIgnoreCase)];

    private static string Write(Address address) => new MimeKit.MailboxAddress(
        address.Name.Equals(address.Email, StringComparison.OrdinalIgnoreCase) ? "" : address.Name, address.Email).ToString();

    // An address with a tag (name+shop@…) that the mail came to is the one to answer from.
    private static string OwnAddress(MailAccount account, Envelope envelope)
    {
        var at = account.Address.LastIndexOf('@');
        if (at < 0)
            return account.Address;
        var (name, domain) = (account.Address[..at] + "+", account.Address[at..]);
        return envelope.To.Concat(envelope.Cc).Select(static address => address.Email).FirstOrDefault(email =>
            email.StartsWith(name, StringComparison.OrdinalIgnoreCase) && email.EndsWith(domain, StringComparison.OrdinalIgnoreCase)) ?? account.Address;
    }

    private async Task<IReadOnlyList<string>> ReferencesAsync(AccountId account, MessageKey key, Envelope envelope, CancellationToken token)
    {
        if (envelope.MessageId.Length == 0)
            return [];
        var header = await reader.ReadHeaderAsync(account, key, "", token).ConfigureAwait(false);
        var field = header.FirstOrDefault(static one => one.Name.Equals("References", StringComparison.OrdinalIgnoreCase))?.Value ?? envelope.InReplyTo;
        List<string> all = [.. MessageIds.Parse(field).Where(id => id != envelope.MessageId), envelope.MessageId];
        return all.Count <= MaxReferences ? all : [all[0], .. all.Skip(all.Count - MaxReferences + 1)];
    }

    private async Task<string> TextOfAsync(AccountId account, Message message, IQuoting quoting, CancellationToken token)
    {
        var all = new StringBuilder();
        foreach (var part in message.Texts)
        {
            var text = (await reader.ReadTextAsync(account, message.Key, part, token).ConfigureAwait(false)).Text;
            text = part.IsHtml ? quoting.TextOf(text) : part.Flowed ? FlowedText.Decode(text) : text.ReplaceLineEndings("\n");
            all.Append(all.Length > 0 ? "\n\n" : "").Append(text.TrimEnd());
            if (all.Length > MaxQuoted)
                return all.ToString(0, MaxQuoted);
        }

        return all.ToString();
    }

    // Without the signature, and with the blank lines that end it.
    private static string Quote(string text)
    {
        var lines = text.Split('\n').ToList();
        var signature = lines.LastIndexOf(SignatureMark);
        if (signature >= 0)
            lines.RemoveRange(signature, lines.Count - signature);
        var end = lines.FindLastIndex(static line => line.Trim().Length > 0);
        return string.Join('\n', lines.Take(end + 1).Select(static line => line.Length == 0 ? ">" : line[0] == '>' ? ">" + line : "> " + line));
    }
}
