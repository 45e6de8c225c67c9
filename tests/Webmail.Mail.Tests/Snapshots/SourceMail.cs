using System.Globalization;
using System.Text;
using MailKit;
using MailKit.Net.Imap;
using MimeKit;
using Webmail.Mail.Tests.Messages;
using Webmail.Testing.Servers;

namespace Webmail.Mail.Tests.Snapshots;

/// <summary>Fills an account with a tree of folders and all kinds of messages.</summary>
internal static class SourceMail
{
    private static readonly MailKit.MessageFlags[] Flags =
    [
        MailKit.MessageFlags.None, MailKit.MessageFlags.Seen, MailKit.MessageFlags.Seen | MailKit.MessageFlags.Answered,
        MailKit.MessageFlags.Flagged, MailKit.MessageFlags.Draft | MailKit.MessageFlags.Seen, MailKit.MessageFlags.Deleted,
    ];

    private static readonly string[][] Keywords = [[], ["$Forwarded"], ["Work", "$label1"], [], ["$MDNSent", "Later"]];

    private static readonly DateTimeOffset First = new(2019, 3, 1, 8, 30, 0, TimeSpan.FromHours(9));

    /// <summary>Puts <paramref name="count"/> messages into a mailbox, made when missing.</summary>
    public static async Task AddAsync(ImapClient client, string mailbox, int count, CancellationToken token, int textBytes = 1500)
    {
        var folder = await FolderAsync(client, mailbox, token);
        var requests = new List<IAppendRequest>();
        for (var i = 0; i < count; i++)
        {
            var message = new MimeMessage();
            message.From.Add(new MailboxAddress("Hana", "hana@example.org"));
            message.Subject = $"{mailbox} {i} 会議";
            message.MessageId = $"{mailbox.GetHashCode(StringComparison.Ordinal):x}.{i}@example.org";
            message.Body = new TextPart("plain") { Text = new string((char)('a' + (i % 26)), textBytes * (1 + (i % 5))) };
            requests.Add(new AppendRequest(message, Flags[i % Flags.Length], Keywords[i % Keywords.Length]) { InternalDate = First.AddMinutes(i * 977) });
        }

        foreach (var some in requests.Chunk(200))
            await folder.AppendAsync([.. some], token);
    }

    /// <summary>Puts messages into INBOX that are not as they should be.</summary>
    public static async Task AddOddOnesAsync(DovecotServer server, TestUser user, CancellationToken token)
    {
        string[] odd =
        [
            "Subject: no message id\r\n\r\ntext\r\n",
            "Subject: no message id\r\n\r\ntext\r\n",
            "Subject: no message id, other text of the same length A\r\n\r\ntext\r\n",
            "From nobody Mon\r\nSubject: mbox\r\n\r\n",
            "Message-ID: <twice@example.org>\r\nSubject: twice\r\n\r\nsame\r\n",
            "Message-ID: <twice@example.org>\r\nSubject: twice\r\n\r\nsame\r\n",
            "Message-ID: <twice@example.org>\r\nSubject: thrice, and longer\r\n\r\nsame\r\n",
            "Message-ID: <no end of line@example.org>\r\nSubject: =?broken\r\n folded\r\n\r\n.\r\n..\r\nlast line",
            "Message-ID: <eight@example.org>\r\nSubject: 8 bit: \xe9\xe8\r\n\r\n\x80\xff\r\n",
        ];
        foreach (var raw in odd)
            await AppendRaw.Async(user, server.ImapPort, MailboxName.Inbox, Encoding.Latin1.GetBytes(raw), token);
    }

    /// <summary>Puts two messages into INBOX whose headers are broken: Cyrus takes neither.</summary>
    public static async Task AddImpossibleOnesAsync(DovecotServer server, TestUser user, CancellationToken token)
    {
        foreach (var raw in (string[])["Subject: no line end at all", "not a header\r\nSubject: none\r\n\r\ntext\r\n"])
            await AppendRaw.Async(user, server.ImapPort, MailboxName.Inbox, Encoding.Latin1.GetBytes(raw), token);
    }

    /// <summary>Puts one message of some megabytes into a mailbox.</summary>
    public static async Task AddLargeAsync(DovecotServer server, TestUser user, string mailbox, int bytes, CancellationToken token)
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"Message-ID: <large.{bytes}@example.org>\r\nSubject: large\r\n\r\n"));
        for (var line = 0; text.Length < bytes; line++)
            text.Append(CultureInfo.InvariantCulture, $"{line,10} {line * 7919L,20} some text that is not worth reading\r\n");
        await AppendRaw.Async(user, server.ImapPort, new MailboxName(mailbox), Encoding.Latin1.GetBytes(text.ToString()), token);
    }

    private static async Task<IMailFolder> FolderAsync(ImapClient client, string mailbox, CancellationToken token)
    {
        if (mailbox == "INBOX")
            return client.Inbox!;
        var folder = client.GetFolder(client.PersonalNamespaces[0]);
        foreach (var level in mailbox.Split('/'))
        {
            var above = folder;
            folder = (await above.GetSubfoldersAsync(false, token)).FirstOrDefault(known => known.Name == level)
                ?? await above.CreateAsync(level, true, token)
                ?? throw new InvalidOperationException($"{level} was not made.");
        }

        return folder;
    }
}
