using MailKit;
using Microsoft.Extensions.Logging.Abstractions;
using MimeKit;
using Webmail.Mail.People;
using Webmail.Mail.Tests.Messages;
using Webmail.Testing;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.People;

public sealed class PeopleServiceTests(DovecotServer server) : IClassFixture<DovecotServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task People_are_found_in_Sent_and_in_the_INBOX_without_waiting()
    {
        await using var mail = new MailUnderTest(server);
        await AppendAsync(mail.User, "Sent", To("Haruka Ito", "haruka@ito.example"));
        await AppendAsync(mail.User, "INBOX", From("Nils", "nils@a.example"));
        using var people = New(mail, new PeopleStoreInMemory());

        Assert.Empty(people.Find(mail.Account, "", 10).People);
        await people.LookAsync(mail.Account);

        Assert.Equal(["haruka@ito.example", "nils@a.example"], Emails(people, mail));
        Assert.True(people.Find(mail.Account, "", 10).IsComplete);
        Assert.Equal("Haruka Ito", people.Find(mail.Account, "har", 10).People.Single().Name);
    }

    [Fact]
    public async Task Another_process_reads_only_what_came_since_and_after_a_flush_everything()
    {
        await using var mail = new MailUnderTest(server);
        await AppendAsync(mail.User, "Sent", To("Haruka Ito", "haruka@ito.example"));
        var store = new PeopleStoreInMemory();
        using (var first = New(mail, store))
            await first.LookAsync(mail.Account);
        await AppendAsync(mail.User, "Sent", To("Kenji", "kenji@ito.example"));

        using (var second = New(mail, store))
        {
            await second.LookAsync(mail.Account);
            var found = second.Find(mail.Account, "", 10).People;
            Assert.Equal(["haruka@ito.example", "kenji@ito.example"], found.Select(static one => one.Email).Order(StringComparer.Ordinal));
            // Counted once: it was not read again.
            Assert.All(found, static one => Assert.Equal(1, one.Written));
        }

        store.Flush();
        using var third = New(mail, store);
        await third.LookAsync(mail.Account);
        Assert.Equal(2, third.Find(mail.Account, "", 10).People.Count);
    }

    [Fact]
    public async Task Asking_among_twenty_thousand_needs_no_server_and_no_store()
    {
        await using var mail = new MailUnderTest(server);
        var store = new PeopleStoreInMemory();
        using var people = New(mail, store);
        await people.LookAsync(mail.Account);
        people.NoteWritten(mail.Account, Enumerable.Range(0, 20_000).Select(static i => new Address($"Person {i}", $"p{i}@ito.example")));
        var asked = store.Asked;
        // Whatever asked the server now would fail.
        mail.Accounts.Remove(mail.Account);

        var (found, more) = (people.Find(mail.Account, "person 19999", 5).People, people.Find(mail.Account, "person", 5).IsMore);

        Assert.Equal("p19999@ito.example", Assert.Single(found).Email);
        Assert.True(more);
        Assert.Equal(asked, store.Asked);
    }

    [Fact]
    public async Task Somebody_who_is_not_to_be_suggested_stays_away_on_every_device()
    {
        await using var mail = new MailUnderTest(server);
        await AppendAsync(mail.User, "Sent", To("Haruka Ito", "haruka@ito.example"));
        using var people = New(mail, new PeopleStoreInMemory());
        await people.LookAsync(mail.Account);

        await people.HideAsync(mail.Account, "Haruka@ito.example", Token);

        Assert.Empty(people.Find(mail.Account, "", 10).People);
        await using var other = new MailUnderTest(server, user: mail.User);
        using var elsewhere = New(other, new PeopleStoreInMemory());
        await elsewhere.LookAsync(other.Account);
        Assert.Empty(elsewhere.Find(other.Account, "", 10).People);
    }

    [Fact]
    public async Task A_hostile_name_is_not_suggested_and_lists_come_last()
    {
        await using var mail = new MailUnderTest(server);
        var list = From("News of the day", "news@shop.example");
        list.Headers.Add("List-Id", "<news.shop.example>");
        await AppendAsync(mail.User, "INBOX", list);
        await AppendAsync(mail.User, "INBOX", From("haruka@ito.example", "evil@x.example"));
        using var people = New(mail, new PeopleStoreInMemory());
        await people.LookAsync(mail.Account);

        Assert.Equal([("", "evil@x.example"), ("News of the day", "news@shop.example")], people.Find(mail.Account, "", 10).People.Select(static one => (one.Name, one.Email)));
        Assert.Empty(people.Find(mail.Account, "haruka", 10).People);
    }

    private static PeopleService New(MailUnderTest mail, PeopleStoreInMemory store) => new(
        mail.Pool, mail.Mailboxes, mail.Settings, store, TimeProvider.System, NullLogger<PeopleService>.Instance);

    private static List<string> Emails(PeopleService people, MailUnderTest mail) => [.. people.Find(mail.Account, "", 10).People.Select(static one => one.Email)];

    private static MimeMessage To(string name, string email)
    {
        var message = new MimeMessage { Subject = "Kiln", Body = new TextPart("plain") { Text = "Friday" } };
        message.From.Add(new MailboxAddress("Mika", "mika@lumen.example"));
        message.To.Add(new MailboxAddress(name, email));
        return message;
    }

    private static MimeMessage From(string name, string email)
    {
        var message = To("Mika", "mika@lumen.example");
        message.From.Clear();
        message.From.Add(new MailboxAddress(name, email));
        return message;
    }

    private async Task AppendAsync(TestUser user, string mailbox, MimeMessage message)
    {
        using var client = await server.ConnectAsync(user, Token);
        var folder = mailbox == "INBOX" ? client.Inbox! : await client.GetFolderAsync(mailbox, Token);
        await folder.AppendAsync(new AppendRequest(message, MailKit.MessageFlags.Seen), Token);
    }
}
