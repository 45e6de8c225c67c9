using System.Globalization;
using MimeKit;
using Webmail.DemoMailbox.Attachments;

namespace Webmail.DemoMailbox;

/// <summary>What machines and offices send: receipts, tickets, parcels, the library, the bank.</summary>
internal sealed class RoutineMail(MailWriter writer)
{
    private const string Receipts = "領収書・請求書";
    private const string Invoices = "Invoices";
    private const string Travel = "Travel";

    private static readonly (string From, string To, string Code)[] Trips =
    [
        ("Copenhagen", "Hamburg", "7KQ2LM"), ("Hamburg", "Köln", "P4XW9T"), ("Kyoto", "Tajimi", "K88RZN"), ("Oslo", "Göteborg", "2MMB7C"),
        ("Porto", "Lisbon", "QX31HD"), ("Tokyo", "Kyoto", "L0VV5E"), ("Paris", "Limoges", "9TTA4Y"), ("Kyoto", "Okayama", "W6J2PS"),
    ];

    private static readonly string[] Parcels =
    [
        "Kiln wash, 5 kg", "Ribs, boxwood, set of four", "Cones 08 to 12", "Sponge, natural, large", "Bubble wrap, 50 m",
        "Bamboo brushes, three sizes", "Digital scale 0.01 g", "Apron, waxed canvas", "Banding wheel 22 cm", "Work lamp, clamp",
    ];

    private static readonly string[] Books =
    [
        "『やきものの科学』", "『京町家の再生』", "『ルーシー・リーの器』", "『釉薬調合の基礎』", "『民藝とは何か』", "『日本の土』",
    ];

    public IEnumerable<DemoMessage> Messages()
    {
        foreach (var (index, trip) in Trips.Index())
            yield return Ticket(index, trip);
        for (var month = 0; month < 14; month++)
            yield return Ledger(month);
        foreach (var (index, item) in Parcels.Index())
        {
            yield return Parcel(item, 3.5 + (16.3 * index), "is on its way", $"Your order “{item}” left our warehouse today. It should arrive within two working days.");
            yield return Parcel(item, 1.7 + (16.3 * index), "was delivered", $"“{item}” was left with the flower shop next door at 11:20.");
        }

        foreach (var (index, book) in Books.Index())
            yield return Library(index, book);
        for (var month = 0; month < 12; month++)
            yield return HanaumeInvoice(month);
        for (var month = 0; month < 10; month++)
            yield return Bank(month);
        yield return SignIn();
    }

    private DemoMessage Ticket(int index, (string From, string To, string Code) trip)
    {
        var departure = writer.Calendar.Now.AddDays(index == 0 ? 10 : -30 * index);
        var subject = string.Create(CultureInfo.InvariantCulture, $"Your booking {trip.Code}: {trip.From} to {trip.To}, {departure:d MMMM}");
        var body = new Multipart("mixed")
        {
            MailWriter.Plain($"Coach 22, seats 61 and 63. Your tickets are attached; show them on your phone.\n\n{trip.From} 09:{12 + index} to {trip.To} 14:{31 + index}\nBooking {trip.Code}\n\nRail Nord\n"),
            AttachmentPart.Write($"pdf Tickets {trip.Code}.pdf 140", writer.Random),
        };
        var message = writer.Write("Rail Nord <tickets@railnord.example>", subject, 1.5 + (34 * index), body);
        return MailWriter.Lay(message, index < 2 ? "INBOX" : "Archive", DemoMessage.Seen, Travel);
    }

    private DemoMessage Ledger(int month)
    {
        var paid = writer.Calendar.DaysAgo(6.2 + (30.4 * month));
        var text = string.Create(CultureInfo.InvariantCulture, $"Thank you. Your payment of €9.00 was received on {paid:d MMMM}.\n\nPlan: Studio, monthly\nReceipt: CL-{2000 - month}\n\nCloud Ledger\n");
        var subject = string.Create(CultureInfo.InvariantCulture, $"Receipt for {paid:MMMM}");
        var message = writer.Write("Cloud Ledger <billing@cloudledger.example>", subject, 6.2 + (30.4 * month), MailWriter.Plain(text));
        return MailWriter.Lay(message, month == 0 ? "INBOX" : Receipts, DemoMessage.Seen, Invoices);
    }

    private DemoMessage Parcel(string item, double daysAgo, string what, string text)
    {
        var html = $"""
            <html><body style="font-family:Arial;background:#eef2ff;padding:24px"><div style="background:#fff;padding:24px;border-left:6px solid #4338ca">
            <h3 style="margin-top:0;color:#4338ca">Your parcel {what}</h3><p>{text}</p><img src="https://potterssupply.example/map.png" width="320" height="160" alt="Map">
            <p><a href="https://potterssupply.example/track">Follow the parcel</a></p></div></body></html>
            """;
        var message = writer.Write("Potters’ Supply <orders@potterssupply.example>", $"{item} {what}", daysAgo, MailWriter.Alternative(text + "\n", html));
        return MailWriter.Lay(message, daysAgo < 40 ? "INBOX" : "Archive", DemoMessage.Seen);
    }

    private DemoMessage Library(int index, string book)
    {
        var limit = writer.Calendar.Now.AddDays(7 - (40 * index));
        var text = $"田中 美香 様\n\nご予約の資料{book}のご用意ができました。\n受取期限は{limit.Month}月{limit.Day}日です。中央館カウンターにて利用カードをご提示ください。\n\n京都市図書館\n";
        var message = writer.Write("京都市図書館 <yoyaku@library-kyoto.example>", "ご予約資料のご用意ができました", 3.1 + (40 * index), MailWriter.Plain(text));
        return MailWriter.Lay(message, index < 2 ? "INBOX" : "Archive", DemoMessage.Seen);
    }

    private DemoMessage HanaumeInvoice(int month)
    {
        var sent = writer.Calendar.DaysAgo(31.2 + (30.4 * month));
        var number = 1187 - (97 * (month + 1));
        var text = $"田中様\n\n平素は格別のご高配を賜り、厚く御礼申し上げます。{sent.Month}月分の請求書を添付のとおりお送りいたします。\n\n株式会社はなうめ 経理部\n";
        var body = new Multipart("mixed") { MailWriter.Plain(text), AttachmentPart.Write($"pdf 請求書_{sent.Year}-{number}.pdf 80", writer.Random) };
        var message = writer.Write("株式会社はなうめ 経理部 <keiri@hanaume.example>", $"【請求書送付】{sent.Month}月分ご請求書（No. {sent.Year}-{number}）送付のご案内", 31.2 + (30.4 * month), body);
        return MailWriter.Lay(message, Receipts, DemoMessage.Seen, Invoices);
    }

    private DemoMessage Bank(int month)
    {
        var text = "Your statement is ready. For your safety this message contains no numbers and no links; sign in as you always do.\n\nNordhaven Bank\n";
        var subject = string.Create(CultureInfo.InvariantCulture, $"Your statement for {writer.Calendar.DaysAgo(20 + (30.4 * month)):MMMM yyyy}");
        var message = writer.Write("Nordhaven Bank <no-reply@nordhaven.example>", subject, 12.6 + (30.4 * month), MailWriter.Plain(text));
        return MailWriter.Lay(message, month == 0 ? "INBOX" : Receipts, DemoMessage.Seen);
    }

    private DemoMessage SignIn() => MailWriter.Lay(
        writer.Write("Cloud Ledger <security@cloudledger.example>", "New sign-in from Firefox on Linux", 0.9,
            MailWriter.Plain("A new device signed in to your account this morning. If it was you, there is nothing to do.\n\nCloud Ledger\n")),
        "INBOX", DemoMessage.Seen);
}
