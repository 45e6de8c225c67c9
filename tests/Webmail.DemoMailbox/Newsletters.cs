using System.Globalization;
using System.Text;
using MimeKit;

namespace Webmail.DemoMailbox;

/// <summary>Newsletters as they come: own colours, wide tables, remote images and a pixel that counts who opens them.</summary>
internal sealed class Newsletters(MailWriter writer)
{
    private const string Mailbox = "Newsletters";
    private const string Reading = "Reading";

    private static readonly string[] SlowWebTitles =
    [
        "In praise of plain text", "The page that loads before you look", "Mailing lists, forty years on", "What a feed remembers",
        "Why the index page is a letter", "A browser for the bath", "The font that nobody notices", "Links are promises",
        "Reading on a train without a network", "The smallest useful computer", "Notes on keeping a notebook", "A calm inbox",
        "On deleting things", "Maps drawn by hand", "One column is enough", "The web before the banner",
    ];

    private static readonly string[] Materials =
    [
        "Stoneware body, smooth", "Stoneware body, 25% grog", "Porcelain, Limoges type", "Feldspar, potash", "Wood ash, sieved",
        "Red iron oxide", "Cobalt carbonate", "Kaolin, calcined", "Silica 325 mesh", "Kiln shelf 45 cm",
    ];

    private static readonly string[] MuseumNews =
    [
        "Members’ evening: lacquer, light and shadow", "New in the collection: a jar from Tamba", "Late opening on Thursday",
        "Talk: what the fire leaves", "Workshop for children: bowls without a wheel", "The garden in winter", "A year of baskets",
    ];

    public IEnumerable<DemoMessage> Messages()
    {
        for (var week = 0; week < 34; week++)
            yield return SlowWeb(week);
        for (var week = 0; week < 20; week++)
            yield return Market(week);
        for (var month = 0; month < 14; month++)
            yield return Museum(month);
        for (var month = 0; month < 10; month++)
            yield return Utsuwa(month);
    }

    private DemoMessage SlowWeb(int week)
    {
        var title = $"Issue {212 - week}: {SlowWebTitles[week % SlowWebTitles.Length]}";
        const string First = "A letter that opens in every program ever written is a small miracle. This week we look at what survives when "
            + "everything around it changes: the address, the subject, the words.";
        var text = $"THE SLOW WEB\n\n{title}\n\n{First}\n\nRead on: https://slowweb.example/{212 - week}\n";
        var html = $"""
            <!doctype html><html><head><meta name="viewport" content="width=device-width"><style>
            body {"{"} background:#fbf7ef; margin:0; font-family: Georgia, 'Times New Roman', serif; color:#2d2a26 {"}"}
            .wrap {"{"} max-width: 560px; margin: 0 auto; padding: 32px 20px {"}"} h1 {"{"} font-weight: normal; font-size: 28px {"}"}
            a {"{"} color: #9a3412 {"}"} @media (max-width: 480px) {"{"} h1 {"{"} font-size: 22px {"}"} {"}"}
            </style></head><body><div style="display:none;max-height:0;overflow:hidden">{First}</div><div class="wrap">
            <p style="letter-spacing:.2em;font-size:12px">THE SLOW WEB</p><h1>{title}</h1>
            <img src="https://slowweb.example/issues/{212 - week}/header.jpg" width="560" height="220" alt="A quiet desk with a lamp" style="width:100%;height:auto">
            <p>{First}</p><p>Somewhere in the middle of the week a reader wrote to us: “I printed issue {200 - week} and my grandfather
            read it in the garden.” We can think of no better screen.</p>
            <p><a href="https://slowweb.example/{212 - week}?utm_source=mail&amp;utm_campaign=issue{212 - week}">Read the whole issue</a></p>
            <hr><p style="font-size:12px;color:#78716c">You receive this because you asked for it.
            <a href="https://slowweb.example/unsubscribe?u=mika">Unsubscribe</a></p></div>
            <img src="https://slowweb.example/open/{212 - week}/mika.gif" width="1" height="1" alt=""></body></html>
            """;
        var message = Listed("The Slow Web <letters@slowweb.example>", title, 2.1 + (7 * week), text, html, "letters.slowweb.example");
        return week == 0 ? MailWriter.Lay(message, "INBOX", DemoMessage.Seen, Reading) : MailWriter.Lay(message, Mailbox, Flags(week, Reading));
    }

    private DemoMessage Market(int week)
    {
        var rows = new StringBuilder();
        foreach (var item in Materials)
        {
            var price = (writer.Random.Next(80, 900) / 10m).ToString("0.00", CultureInfo.InvariantCulture);
            rows.Append(CultureInfo.InvariantCulture, $"<tr><td>{item}</td><td>{writer.Random.Next(1, 40)} t</td><td>25 kg</td><td>{writer.Random.Next(3, 15)} days</td>")
                .Append(CultureInfo.InvariantCulture, $"<td align=\"right\">€ {price}</td><td bgcolor=\"#fde68a\">{writer.Random.Next(-6, 9):+0;-0;0} %</td></tr>\n");
        }

        var subject = string.Create(CultureInfo.InvariantCulture, $"Clay & Fire price list, week {46 - week}");
        var html = $"""
            <html><body bgcolor="#1c1917" text="#f5f5f4" link="#fdba74"><center>
            <table width="860" cellpadding="10" cellspacing="0" bgcolor="#292524" style="border-collapse:collapse">
            <tr><td colspan="6" background="https://clayandfire.example/img/flame.jpg" height="120"><font size="6" color="#fdba74" face="Arial Black">CLAY &amp; FIRE</font></td></tr>
            <tr bgcolor="#44403c"><th align="left">Material</th><th>Stock</th><th>Bag</th><th>Delivery</th><th>Price per bag</th><th>Change</th></tr>
            {rows}</table><p><font size="2">Prices without tax, from the yard. <a href="https://clayandfire.example/out?m=mika">No more price lists</a></font></p>
            <img src="https://clayandfire.example/p.gif?week={46 - week}&amp;to=mika" width="1" height="1"></center></body></html>
            """;
        var message = Listed("Clay & Fire <prices@clayandfire.example>", subject, 4.4 + (7 * week), "The price list needs HTML. https://clayandfire.example/prices\n", html, "prices.clayandfire.example");
        return MailWriter.Lay(message, Mailbox, Flags(week));
    }

    private DemoMessage Museum(int month)
    {
        var subject = MuseumNews[month % MuseumNews.Length];
        const string Lead = "Thursday, doors open at 18:30. Two places are held for you until noon of the day before.";
        var html = $"""
            <html><body style="margin:0;background:#0f172a"><table role="presentation" width="100%"><tr><td align="center">
            <table role="presentation" width="600" style="background:#fff;border-radius:16px;overflow:hidden"><tr><td>
            <img src="https://museumofcraft.example/m/{month}.png" srcset="https://museumofcraft.example/m/{month}@2x.png 2x" width="600" alt="{subject}"></td></tr>
            <tr><td style="padding:24px;font:16px/1.5 Helvetica,Arial,sans-serif;color:#0f172a"><h2 style="color:#b91c1c">{subject}</h2><p>{Lead}</p>
            <p><a href="https://museumofcraft.example/tickets" style="display:inline-block;background:#b91c1c;color:#fff;padding:12px 20px;border-radius:8px;text-decoration:none">Hold my places</a></p></td></tr>
            </table></td></tr></table></body></html>
            """;
        var message = Listed("Museum of Craft <friends@museumofcraft.example>", subject, 7.2 + (26 * month), $"{subject}\n\n{Lead}\n", html, "friends.museumofcraft.example");
        return MailWriter.Lay(message, month == 0 ? "INBOX" : Mailbox, month == 0 ? [DemoMessage.Seen, "Press"] : Flags(month));
    }

    private DemoMessage Utsuwa(int month)
    {
        var subject = $"器の便り 第{58 - month}号「{(month % 2 == 0 ? "冬の湯呑み" : "土と釉薬のあいだ")}」";
        const string Lead = "寒さが深まる季節、手に包む湯呑みの温かさがうれしい頃となりました。今号では三人の作り手を訪ねました。";
        var html = $"""
            <html lang="ja"><body style="font-family:'Hiragino Mincho ProN',serif;line-height:1.9;color:#333"><div style="max-width:600px;margin:auto;border-top:4px solid #7c2d12">
            <h1 style="font-size:20px">{subject}</h1><p>{Lead}</p><img src="https://utsuwa.example/{58 - month}/main.jpg" width="600" alt="湯呑み">
            <p>次号は来月第二火曜日にお届けします。</p><p style="font-size:11px"><a href="https://utsuwa.example/stop">配信停止はこちら</a></p></div></body></html>
            """;
        var message = Listed("器の便り編集部 <tayori@utsuwa.example>", subject, 9.3 + (29 * month), $"{subject}\n\n{Lead}\n", html, "tayori.utsuwa.example");
        return MailWriter.Lay(message, Mailbox, Flags(month));
    }

    private MimeMessage Listed(string from, string subject, double daysAgo, string text, string html, string list)
    {
        var message = writer.Write(from, subject, daysAgo, MailWriter.Alternative(text, html));
        message.Headers.Add(HeaderId.ListId, $"<{list}>");
        message.Headers.Add(HeaderId.ListUnsubscribe, $"<https://{list}/unsubscribe/mika>");
        message.Headers.Add("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        return message;
    }

    private static string[] Flags(int age, params string[] labels) => age < 3 ? labels : [DemoMessage.Seen, .. labels];
}
