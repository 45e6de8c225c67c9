using MimeKit;
using MimeKit.Text;

namespace Webmail.DemoMailbox;

/// <summary>The mail of Mika Tanaka, a potter in Kyoto: about 400 messages in a dozen mailboxes.</summary>
internal sealed class PersonalMailbox(int seed, DateTimeOffset now)
{
    private const int UnreadInInbox = 38;

    /// <summary>The messages, mailbox by mailbox, oldest first.</summary>
    public IReadOnlyList<DemoMessage> Messages()
    {
        var writer = new MailWriter(new Calendar(now), new Random(seed));
        var conversations = new ConversationWriter(writer.Calendar, writer.Random);
        List<DemoMessage> messages =
        [
            .. Written("english.txt").SelectMany(conversations.Write),
            .. Written("everyday.txt").SelectMany(conversations.Write),
            .. Written("japanese.txt").SelectMany(conversations.Write),
            .. Written("list.txt").SelectMany(conversations.Write),
            .. Written("world.txt").SelectMany(conversations.Write),
            .. new Newsletters(writer).Messages(),
            .. new RoutineMail(writer).Messages(),
            .. new SpecialMail(writer).Messages(),
            .. new DamagedMail(writer.Calendar).Messages(),
            .. Drafts(writer),
        ];
        var ordered = messages.OrderBy(static message => message.Mailbox, StringComparer.Ordinal).ThenBy(static message => message.Date).ToList();
        LeaveUnread(ordered);
        return ordered;
    }

    private static List<Conversation> Written(string name) => Conversation.Parse(Content.Read(name));

    private static IEnumerable<DemoMessage> Drafts(MailWriter writer)
    {
        yield return Draft("来春の展覧会について", "haruka", 0.1,
            "伊藤様、森様\n\nお世話になっております。田中です。\n来春の展覧会の会場レイアウトについて、先日の打ち合わせの内容をまとめましたのでお送りいたします。\n\n田中 美香\nLumen Ceramics, Kyoto\n");
        yield return Draft("Re: Dinner on the 28th?", "amelie", 1.2, "19:30 is perfect. I told them about the camera, and they asked whether it\n");
        yield return Draft("", null, 6.6, "Ask Ishikawa about the March clay.\nAsk Nils about cousins.\n");

        DemoMessage Draft(string subject, string? to, double daysAgo, string text)
        {
            var message = writer.Write(Content.Me.ToString(), subject, daysAgo, new TextPart(TextFormat.Plain) { Text = text });
            message.To.Clear();
            if (to is not null)
                message.To.Add(Content.People[to]);
            return MailWriter.Lay(message, "Drafts", DemoMessage.Seen, DemoMessage.Draft);
        }
    }

    // What the texts call unread is; the rest of the number is every second of the newest that nothing was done about yet.
    private static void LeaveUnread(List<DemoMessage> messages)
    {
        var unread = messages.Count(static message => message.Mailbox == "INBOX" && !message.Flags.Contains(DemoMessage.Seen));
        var candidates = Enumerable.Range(0, messages.Count).Reverse()
            .Where(i => messages[i].Mailbox == "INBOX" && messages[i].Flags.Contains(DemoMessage.Seen) && !IsDealtWith(messages[i]))
            .Where(static (_, order) => order % 2 == 1);
        foreach (var i in candidates.Take(UnreadInInbox - unread).ToList())
            messages[i] = messages[i] with { Flags = [.. messages[i].Flags.Where(static flag => flag != DemoMessage.Seen)] };
    }

    private static bool IsDealtWith(DemoMessage message) =>
        message.Flags.Any(static flag => flag is DemoMessage.Answered or DemoMessage.Forwarded or DemoMessage.Flagged);
}
