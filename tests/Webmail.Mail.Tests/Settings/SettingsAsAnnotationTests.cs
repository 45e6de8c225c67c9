using MailKit;
using Webmail.Mail.Settings;
using Webmail.Mail.Tests.Messages;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Settings;

public sealed class SettingsAsAnnotationTests(DovecotServer dovecot) : AccountSettingsStoreTests(dovecot), IClassFixture<DovecotServer>
{
    private static readonly MetadataTag Entry = new("/private/vendor/vendor.webmail/settings");

    private protected override async Task DamageAsync(MailUnderTest mail, string text)
    {
        using var client = await Dovecot.ConnectAsync(mail.User, Token);
        await client.SetMetadataAsync([new Metadata(Entry, text)], Token);
    }

    // The list comes from the server's own tool: over IMAP only what has a known name is told.
    private protected override async Task<IReadOnlyList<string>> KeptAsync(MailUnderTest mail)
    {
        using var client = await Dovecot.ConnectAsync(mail.User, Token);
        var folders = await client.GetFoldersAsync(client.PersonalNamespaces[0], StatusItems.None, false, Token);
        Assert.DoesNotContain(folders, static folder => folder.Name.Contains("Settings", StringComparison.OrdinalIgnoreCase));
        var texts = new List<string>();
        foreach (var name in await Dovecot.AnnotationsAsync(mail.User, Token))
            texts.Add(await client.GetMetadataAsync(new MetadataTag("/private/" + name), Token) ?? "");
        return texts;
    }

    [Theory]
    [InlineData("* METADATA \"\" (/private/x NIL)\r\n", true, null)]
    [InlineData("* METADATA \"\" (/PRIVATE/X \"a \\\"b\\\\\")\r\n", true, "a \"b\\")]
    [InlineData("* METADATA \"\" (\"/private/x\" {3}\r\na)b)\r\n", true, "a)b")]
    [InlineData("* METADATA \"\" (/private/xy \"other\")\r\n", false, null)]
    [InlineData("* METADATA \"\" (/private/y \"other\")\r\n", false, null)]
    [InlineData("* 3 EXISTS\r\n", false, null)]
    public void An_answer_is_read_in_all_its_forms(string response, bool isAnswer, string? value)
    {
        Assert.Equal(isAnswer, MetadataResponse.TryRead(System.Text.Encoding.UTF8.GetBytes(response), "/private/x", out var read));
        Assert.Equal(value, read);
    }

    [Fact]
    public async Task What_somebody_overwrote_who_read_too_early_is_made_again()
    {
        await using var mail = new MailUnderTest(Dovecot);
        using var store = StoreOf(mail);
        await store.UpdateAsync(mail.Account, static settings => settings.With(new LabelSettings { Keyword = "first" }), Token);
        await store.UpdateAsync(mail.Account, static settings => settings.With(new LabelSettings { Keyword = "mine" }), Token);

        await DamageAsync(mail, "{\"labels\":[{\"keyword\":\"first\"},{\"keyword\":\"theirs\"}]}");

        await UntilAllAreThereAsync(mail, ["first", "mine", "theirs"]);
    }
}
