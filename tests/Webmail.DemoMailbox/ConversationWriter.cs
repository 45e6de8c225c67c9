using System.Globalization;
using System.Text;
using MimeKit;
using MimeKit.Text;
using Webmail.DemoMailbox.Attachments;

namespace Webmail.DemoMailbox;

/// <summary>Makes the messages of a conversation: replies with references and quotes, our own in Sent.</summary>
internal sealed class ConversationWriter(Calendar calendar, Random random)
{
    public IEnumerable<DemoMessage> Write(Conversation conversation)
    {
        var references = new List<string>();
        MimeMessage? previous = null;
        foreach (var (index, turn) in conversation.Turns.Index())
        {
            var message = Compose(conversation, turn, previous);
            if (previous is not null)
            {
                message.InReplyTo = references[^1];
                message.References.AddRange(references);
            }

            references.Add(message.MessageId!);
            previous = message;
            var next = index + 1 < conversation.Turns.Count ? conversation.Turns[index + 1] : null;
            yield return new DemoMessage(
                turn.Who == "me" ? "Sent" : conversation.Mailbox, message.Date, message.ToBytes(), Flags(conversation, turn, next));
        }
    }

    private static List<string> Flags(Conversation conversation, Conversation.Turn turn, Conversation.Turn? next)
    {
        List<string> flags = [.. conversation.Labels.Select(ModifiedUtf7.Encode)];
        if (!turn.Is("unread"))
            flags.Add(DemoMessage.Seen);
        if (turn.Is("flagged"))
            flags.Add(DemoMessage.Flagged);
        if (turn.Is("forwarded"))
            flags.Add(DemoMessage.Forwarded);
        if (next is { Who: "me" } && turn.Who != "me")
            flags.Add(DemoMessage.Answered);
        return flags;
    }

    private MimeMessage Compose(Conversation conversation, Conversation.Turn turn, MimeMessage? previous)
    {
        var encoding = Encoding.GetEncoding(conversation.Charset);
        var sender = Content.People[turn.Who];
        var message = new MimeMessage
        {
            Date = calendar.Ago(turn.Age),
            MessageId = string.Create(CultureInfo.InvariantCulture, $"{random.NextInt64():x16}@{sender.Domain}"),
            Body = Body(conversation, turn, encoding, previous),
        };
        message.From.Add(new MailboxAddress(encoding, sender.Name, sender.Address));
        AddRecipients(message, conversation, turn, encoding);
        message.Headers.Replace(HeaderId.Subject, encoding, previous is null ? conversation.Subject : "Re: " + conversation.Subject);
        return message;
    }

    private static void AddRecipients(MimeMessage message, Conversation conversation, Conversation.Turn turn, Encoding encoding)
    {
        if (conversation.List is { } list)
        {
            var name = list.Replace('/', '.');
            message.To.Add(new MailboxAddress(list, $"{name}@imapkit.example"));
            message.Headers.Add(HeaderId.ListId, $"{list} <{name}.imapkit.example>");
            message.Headers.Add(HeaderId.ListUnsubscribe, $"<https://imapkit.example/unsubscribe/{name}>, <mailto:leave-{name}@imapkit.example>");
            message.Headers.Add(HeaderId.Precedence, "list");
            return;
        }

        var first = conversation.Turns.Find(static other => other.Who != "me");
        message.To.Add(turn.Who == "me" && first is not null ? Content.People[first.Who] : Content.Me);
        foreach (var who in conversation.With.Where(who => who != turn.Who))
            message.Cc.Add(new MailboxAddress(encoding, Content.People[who].Name, Content.People[who].Address));
    }

    private MimeEntity Body(Conversation conversation, Conversation.Turn turn, Encoding encoding, MimeMessage? previous)
    {
        var text = new TextPart(TextFormat.Plain);
        var quoted = previous is null || conversation.List is not null ? turn.Text : turn.Text + "\n\n" + Quote(conversation, previous);
        text.SetText(encoding, turn.Is("flowed") ? Flow(quoted) : quoted);
        if (turn.Is("flowed"))
            text.ContentType.Parameters.Add("format", "flowed");

        MimeEntity body = text;
        if (turn.Is("html"))
        {
            var html = new TextPart(TextFormat.Html);
            html.SetText(encoding, LetterHtml.Write(turn.Text, turn.Is("images"), previous is null ? null : Quote(conversation, previous)));
            body = new MultipartAlternative(text, html);
        }

        if (turn.Attachments.Count == 0)
            return body;
        var mixed = new Multipart("mixed") { body };
        foreach (var line in turn.Attachments)
            mixed.Add(AttachmentPart.Write(line, random));
        return mixed;
    }

    private static string Quote(Conversation conversation, MimeMessage previous)
    {
        var who = (MailboxAddress)previous.From[0];
        var japanese = conversation.Charset is "iso-2022-jp" or "shift_jis" or "euc-jp";
        var heading = japanese
            ? previous.Date.ToString("yyyy年M月d日 H:mm ", CultureInfo.InvariantCulture) + $"{who.Name} <{who.Address}>:"
            : previous.Date.ToString("'On' d MMM yyyy 'at' HH:mm, ", CultureInfo.InvariantCulture) + $"{who.Name} <{who.Address}> wrote:";
        var lines = (previous.TextBody ?? "").ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        return heading + "\n" + string.Join('\n', lines.Select(static line => line.StartsWith('>') ? ">" + line : "> " + line));
    }

    // Paragraphs as lines of at most 72 characters that end in a space when they go on (RFC 3676).
    private static string Flow(string text)
    {
        var flowed = new StringBuilder();
        foreach (var paragraph in text.Split('\n'))
        {
            var column = 0;
            foreach (var word in paragraph.Split(' '))
            {
                if (column > 0 && column + 1 + word.Length > 72)
                {
                    flowed.Append(" \n");
                    column = 0;
                }
                else if (column > 0)
                {
                    flowed.Append(' ');
                    column++;
                }

                flowed.Append(word);
                column += word.Length;
            }

            flowed.Append('\n');
        }

        return flowed.ToString().TrimEnd('\n');
    }
}
