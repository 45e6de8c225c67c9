using System.Globalization;
using System.Text;

namespace Webmail.DemoMailbox;

/// <summary>Many small messages in one INBOX, spread over years: conversations of a handful of people about everyday things.</summary>
internal sealed class BigMailbox(int seed, DateTimeOffset now)
{
    private const double Years = 12;

    private static readonly string[] Names =
    [
        "Haruka Ito", "Kenji Mori", "Priya Raman", "Nils Andersen", "Amélie Laurent", "Tomás Oliveira", "Greta Lind",
        "佐藤 健一", "高橋 由美子", "渡辺 翔", "Beatrix Vogel", "Owen Hughes", "Ирина Соколова", "王 小明", "김민서",
    ];

    private static readonly string[] Topics =
    [
        "Order {0}: shipped", "Minutes of meeting {0}", "Question about invoice {0}", "Kiln firing no. {0}", "Photos, set {0}",
        "第{0}回打ち合わせの議事録", "請求書 No. {0} の件", "Train tickets, booking {0}", "Weekly report {0}", "Draft {0} of the catalogue",
        "発送のご連絡（注文番号 {0}）", "Test piece {0}: ash glaze, reduction", "Newsletter {0}", "Reminder: visit {0}",
    ];

    private static readonly string[] Sentences =
    [
        "The parcel left this morning and should be with you on Thursday.",
        "I moved the meeting to the afternoon because the hall is taken before noon.",
        "Please find the corrected numbers below; only the second line has changed.",
        "Could you send me the dimensions of the shelf once more?",
        "The kiln reached 1,240 degrees and held it for forty minutes.",
        "ご確認のほど、よろしくお願いいたします。",
        "お世話になっております。先日の件につきましてご連絡いたします。",
        "納期は来週の水曜日を予定しております。",
        "We have two seats left in the Saturday class, so tell your friends.",
        "Thank you for the quick answer, that settles it.",
        "If nothing speaks against it, I will order the clay on Monday.",
    ];

    /// <summary>The messages, oldest first.</summary>
    public IEnumerable<DemoMessage> Messages(int count)
    {
        var random = new Random(seed);
        var step = TimeSpan.FromDays(365.25 * Years) / count;
        var recent = new (string Id, string Subject)[64];
        for (var i = 0; i < count; i++)
        {
            var date = now - (step * (count - i)) + (step * random.NextDouble());
            var earlier = recent[random.Next(recent.Length)];
            var replies = earlier.Id is not null && random.NextDouble() < 0.4;
            var id = $"<big-{seed}-{i}@lumen.example>";
            var topic = string.Format(CultureInfo.InvariantCulture, Topics[random.Next(Topics.Length)], 1000 + i);
            var subject = replies ? earlier.Subject : topic;
            recent[i % recent.Length] = (id, subject);
            yield return new DemoMessage("INBOX", date, Compose(random, date, id, subject, replies ? earlier.Id : null), Flags(random, i, count));
        }
    }

    private static byte[] Compose(Random random, DateTimeOffset date, string id, string subject, string? inReplyTo)
    {
        var sender = random.Next(Names.Length);
        var text = new StringBuilder(1024)
            .Append("From: ").Append(Encoded(Names[sender]))
            .Append(CultureInfo.InvariantCulture, $" <person{sender}@correspondents.example>\r\n")
            .Append("To: big@lumen.example\r\n")
            .Append("Date: ").Append(date.ToString("ddd, dd MMM yyyy HH:mm:ss ", CultureInfo.InvariantCulture))
            .Append(date.ToString("zzz", CultureInfo.InvariantCulture).Remove(3, 1)).Append("\r\n")
            .Append("Subject: ").Append(inReplyTo is null ? "" : "Re: ").Append(Encoded(subject)).Append("\r\n")
            .Append("Message-ID: ").Append(id).Append("\r\n");
        if (inReplyTo is not null)
            text.Append("In-Reply-To: ").Append(inReplyTo).Append("\r\nReferences: ").Append(inReplyTo).Append("\r\n");
        text.Append("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n");
        for (var sentences = random.Next(2, 9); sentences > 0; sentences--)
            text.Append(Sentences[random.Next(Sentences.Length)]).Append("\r\n");
        return Encoding.UTF8.GetBytes(text.Append("\r\n").Append(Names[sender]).Append("\r\n").ToString());
    }

    private static string Encoded(string text) =>
        Ascii.IsValid(text) ? text : $"=?UTF-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}?=";

    private static string[] Flags(Random random, int index, int count)
    {
        var flags = new List<string>();
        if (index < count * 0.99 || random.NextDouble() < 0.5)
            flags.Add(DemoMessage.Seen);
        if (random.NextDouble() < 0.02)
            flags.Add(DemoMessage.Flagged);
        if (random.NextDouble() < 0.2)
            flags.Add(DemoMessage.Answered);
        return [.. flags];
    }
}
