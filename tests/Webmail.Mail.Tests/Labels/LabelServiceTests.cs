using MailKit;
using Webmail.Mail.Labels;
using Webmail.Mail.Operations;
using Webmail.Mail.Tests.Messages;
using Webmail.Mail.Watching;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Labels;

public sealed class LabelServiceTests(DovecotServer dovecot) : IClassFixture<DovecotServer>
{
    private static readonly string[] Standard = ["Important", "Work", "Personal", "To Do", "Later"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static IEnumerable<string> Names(AccountLabels labels) => labels.All.Where(static label => !label.Hidden).Select(static label => label.Name);

    private async Task SetAsync(MailUnderTest mail, params string[] keywords)
    {
        using var client = await dovecot.ConnectAsync(mail.User, Token);
        await client.Inbox!.OpenAsync(FolderAccess.ReadWrite, Token);
        await client.Inbox.StoreAsync(0, new StoreFlagsRequest(StoreAction.Add, new HashSet<string>(keywords)) { Silent = true }, Token);
    }

    private async Task<MailUnderTest> WithLetterAsync()
    {
        var mail = new MailUnderTest(dovecot);
        await mail.AppendAsync(MailboxName.Inbox, MailUnderTest.Bytes("Subject: Tea\n\nAt four.\n"), Token);
        return mail;
    }

    [Fact]
    public async Task Everybody_has_the_five_that_mail_programs_share()
    {
        await using var mail = new MailUnderTest(dovecot);

        Assert.Equal(Standard, Names(await mail.Labels.ReadAsync(mail.Account, Token)));
    }

    [Fact]
    public async Task Keywords_of_a_mailbox_are_labels_once_it_is_opened_but_those_of_programs_are_not()
    {
        await using var mail = await WithLetterAsync();
        await SetAsync(mail, "project-x", "&W7Zlzw-", "$Forwarded", "NonJunk", "$label1");

        await mail.Listing.OpenAsync(mail.Account, MailboxName.Inbox, Token);

        await mail.NextAsync<KeywordsSeen>(Token);
        Assert.Equal([.. Standard, "project-x", "家族"], Names(mail.Labels.Known(mail.Account)));
    }

    [Fact]
    public async Task A_keyword_that_another_client_sets_is_noticed_while_the_mailbox_is_open()
    {
        await using var mail = await WithLetterAsync();
        await mail.Listing.OpenAsync(mail.Account, MailboxName.Inbox, Token);
        await SetAsync(mail, "Brand-New");

        await mail.Listing.SynchroniseAsync(mail.Account, MailboxName.Inbox, Token);

        await mail.NextAsync<KeywordsSeen>(Token);
        Assert.Contains("Brand-New", Names(mail.Labels.Known(mail.Account)));
    }

    [Fact]
    public async Task What_is_chosen_for_a_label_is_the_same_on_another_device_and_the_keyword_stays_as_it_is()
    {
        await using var mail = await WithLetterAsync();
        await mail.Labels.RenameAsync(mail.Account, "Project-X", "Kiln", Token);
        await mail.Labels.PaintAsync(mail.Account, "PROJECT-x", 7, Token);
        await mail.Labels.RenameAsync(mail.Account, "$label2", "Studio", Token);
        await mail.Labels.HideAsync(mail.Account, "$label5", true, Token);
        await mail.Labels.ArrangeAsync(mail.Account, ["Project-X", "$label2"], Token);

        await using var another = new MailUnderTest(dovecot, user: mail.User);
        var labels = await another.Labels.ReadAsync(mail.Account, Token);

        Assert.Equal(["Kiln", "Studio", "Important", "Personal", "To Do"], Names(labels));
        Assert.Equal(new Label("Project-X", "Kiln", 7), labels.Of("project-x"));
        Assert.True(labels.Of("$label5")!.Hidden);
        await mail.Labels.RenameAsync(mail.Account, "$label2", " ", Token);
        Assert.Equal("Work", mail.Labels.Known(mail.Account).Of("$label2")!.Name);
    }

    [Fact]
    public async Task A_label_of_any_name_can_be_made_and_set_on_a_message()
    {
        await using var mail = await WithLetterAsync();

        var label = await mail.Labels.CreateAsync(mail.Account, "旅行 & more", 3, Token);
        await SetAsync(mail, label.Keyword);

        Assert.Equal(("旅行 & more", 3), (label.Name, label.Colour));
        Assert.Equal("1", (await mail.Search.FindAsync(mail.Account, MailboxName.Inbox, label.Search, Token)).Uids.ToString());
        Assert.Equal(label, await mail.Labels.CreateAsync(mail.Account, "旅行 & more", null, Token));
        await Assert.ThrowsAsync<ArgumentException>(() => mail.Labels.CreateAsync(mail.Account, "$Forwarded", null, Token));
    }

    [Fact]
    public async Task Making_a_label_that_is_hidden_shows_it_again()
    {
        await using var mail = await WithLetterAsync();
        await mail.Labels.HideAsync(mail.Account, "$label3", true, Token);

        var label = await mail.Labels.CreateAsync(mail.Account, "personal", null, Token);

        Assert.Equal(("$label3", false), (label.Keyword, label.Hidden));
    }

    [Fact]
    public async Task A_deleted_label_leaves_the_list_and_stays_on_its_messages()
    {
        await using var mail = await WithLetterAsync();
        await SetAsync(mail, "seen-one");
        await mail.Listing.OpenAsync(mail.Account, MailboxName.Inbox, Token);
        await mail.NextAsync<KeywordsSeen>(Token);
        await mail.Labels.RenameAsync(mail.Account, "seen-one", "Named", Token);
        await mail.Labels.CreateAsync(mail.Account, "never-used", 1, Token);

        await mail.Labels.DeleteAsync(mail.Account, "seen-one", Token);
        await mail.Labels.DeleteAsync(mail.Account, "never-used", Token);

        var labels = mail.Labels.Known(mail.Account);
        Assert.Equal(Standard, Names(labels));
        Assert.Equal("seen-one", Assert.Single(labels.Of(["seen-one", "$Forwarded"])).Name);
        Assert.Equal("1", (await mail.Search.FindAsync(mail.Account, MailboxName.Inbox, "label:seen-one", Token)).Uids.ToString());
        Assert.DoesNotContain(labels.All, static label => label.Keyword == "never-used");
    }

    [Fact]
    public async Task A_mailbox_tells_whether_it_takes_new_labels()
    {
        await using var mail = await WithLetterAsync();
        Assert.Null(mail.Labels.TakesNew(mail.Account, MailboxName.Inbox));
        var view = await mail.Listing.OpenAsync(mail.Account, MailboxName.Inbox, Token);

        await mail.Journal.AddAsync(
            mail.Account,
            MessageActions.Create(OperationKind.Flag, "one", (view.Mailbox, view.UidValidity, view.Uids), null, TimeProvider.System.GetUtcNow()), Token);
        while (mail.Journal.List(mail.Account).Any(static entry => entry.IsPending))
            await mail.NextAsync<OperationsChanged>(Token);

        Assert.True(mail.Labels.TakesNew(mail.Account, MailboxName.Inbox));
    }

    [Fact]
    public void Chips_come_in_the_order_of_the_labels() =>
        Assert.Equal(["Important", "Later", "zzz"], AccountLabels.Standard.Of(["$label5", "zzz", "$LABEL1"]).Select(static label => label.Name));
}
