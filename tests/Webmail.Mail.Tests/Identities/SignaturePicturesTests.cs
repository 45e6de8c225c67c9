using MailKit;
using MailKit.Search;
using Microsoft.Extensions.Logging.Abstractions;
using Webmail.Mail.Composing.Identities;
using Webmail.Mail.Settings;
using Webmail.Mail.Tests.Messages;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Identities;

/// <summary>Pictures of signatures in a real mailbox.</summary>
public sealed class SignaturePicturesTests(DovecotServer dovecot) : IClassFixture<DovecotServer>
{
    private static readonly byte[] Gif = Convert.FromBase64String("R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static IdentitySettings Sales(string html) => new() { Id = "a1", Address = "sales@shop.example", Signature = "Sales", SignatureHtml = html };

    [Fact]
    public async Task A_picture_is_kept_once_and_found_by_another_device_with_its_bytes()
    {
        await using var mail = new MailUnderTest(dovecot);
        await using var other = new MailUnderTest(dovecot, user: mail.User);
        using var here = new SignaturePictures(mail.Pool, TimeProvider.System);
        using var there = new SignaturePictures(other.Pool, TimeProvider.System);
        Assert.Empty(await here.ListAsync(mail.Account, Token));

        var added = await here.AddAsync(mail.Account, Gif, "image/gif", "ロゴ.gif", Token);
        var again = await there.AddAsync(mail.Account, Gif, "image/gif", "copy.gif", Token);

        Assert.Equal(added, again);
        Assert.True(SignaturePicture.IsCid(added.Cid));
        Assert.Equal(("ロゴ.gif", "image/gif"), (added.Name, added.MediaType));
        Assert.Equal(added, Assert.Single(await there.ListAsync(mail.Account, Token)));
        Assert.Equal(Gif, await there.ReadAsync(mail.Account, added.Cid, Token));
        Assert.Null(await there.ReadAsync(mail.Account, $"{new string('0', 32)}@signature", Token));
        Assert.DoesNotContain(await mail.Mailboxes.ListAsync(mail.Account, Token), static one => one.Name.FullName.Contains("Settings", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(SignaturePicture.MaxBytes + 1)]
    public async Task What_is_too_much_for_a_signature_is_refused_and_leaves_no_trace(int bytes)
    {
        await using var mail = new MailUnderTest(dovecot);
        using var pictures = new SignaturePictures(mail.Pool, TimeProvider.System);

        var failure = await Assert.ThrowsAsync<MailException>(() => pictures.AddAsync(mail.Account, new byte[bytes], "image/gif", "a.gif", Token));

        Assert.Equal(MailFailure.TooLarge, failure.Failure);
        Assert.Empty(await pictures.ListAsync(mail.Account, Token));
    }

    [Fact]
    public void Pictures_that_are_too_much_together_are_a_problem_of_the_signature_that_shows_them()
    {
        static SignaturePicture One(char digit) => new(
            $"{new string(digit, 32)}@signature", "a.gif", "image/gif", SignaturePicture.MaxBytes, new("Webmail-Settings", 1, 1, "1", "base64"));
        SignaturePicture[] all = [One('a'), One('b'), One('c')];
        string Showing(int count) => string.Concat(all.Take(count).Select(static one => $"<img src=\"cid:{one.Cid}\">"));

        Assert.Equal(IdentityProblem.None, IdentityRules.PictureProblem(Showing(2), all));
        Assert.Equal(IdentityProblem.PicturesTooLarge, IdentityRules.PictureProblem(Showing(3), all));
        Assert.Equal(IdentityProblem.SignatureTooLong, IdentityRules.Check(Sales(new string('x', IdentitySettings.MaxSignatureHtml + 1))));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("IMAP4rev1 LITERAL+")]
    public async Task What_no_signature_shows_any_more_goes_and_what_was_just_chosen_stays(string? capability)
    {
        await using var server = new DovecotServer { Capability = capability };
        await server.InitializeAsync();
        await using var mail = new MailUnderTest(server);
        using var store = new AccountSettingsStore(mail.Pool, mail.Changes, TimeProvider.System, NullLogger<AccountSettingsStore>.Instance);
        using var pictures = new SignaturePictures(mail.Pool, TimeProvider.System);
        var identities = new IdentityService(store, pictures, NullLogger<IdentityService>.Instance);
        var old = await pictures.AddAsync(mail.Account, Gif, "image/gif", "old.gif", Token);
        await AgeAsync(server, mail.User);
        var chosen = await pictures.AddAsync(mail.Account, [.. Gif, 0], "image/gif", "new.gif", Token);
        await identities.SaveAsync(mail.User.Account, Sales($"<img src=\"cid:{old.Cid}\">"), asDefault: false, Token);
        Assert.Equal(2, (await pictures.ListAsync(mail.Account, Token)).Count);

        await identities.SaveAsync(mail.User.Account, Sales("<p>Sales</p>"), asDefault: false, Token);

        Assert.Equal([chosen], await pictures.ListAsync(mail.Account, Token));
        using var elsewhere = new SignaturePictures(mail.Pool, TimeProvider.System);
        Assert.Equal([chosen], await elsewhere.ListAsync(mail.Account, Token));
    }

    [Fact]
    public async Task The_settings_that_are_a_message_beside_them_are_found_and_changed()
    {
        await using var without = new DovecotServer { Metadata = "no" };
        await without.InitializeAsync();
        await using var mail = new MailUnderTest(without);
        using var store = new AccountSettingsStore(mail.Pool, mail.Changes, TimeProvider.System, NullLogger<AccountSettingsStore>.Instance);
        using var pictures = new SignaturePictures(mail.Pool, TimeProvider.System);
        var identities = new IdentityService(store, pictures, NullLogger<IdentityService>.Instance);
        var logo = await pictures.AddAsync(mail.Account, Gif, "image/gif", "logo.gif", Token);

        await identities.SaveAsync(mail.User.Account, Sales($"<p>Sales <img src=\"cid:{logo.Cid}\"></p>"), asDefault: true, Token);
        var all = await identities.SaveAsync(mail.User.Account, new IdentitySettings { Name = "Mika" }, asDefault: false, Token);

        var signature = await identities.SignatureAsync(mail.Account, all.Default, Token);
        var part = Assert.Single(signature.Pictures);
        Assert.NotEqual(logo.Cid, part.Cid);
        Assert.Equal($"<p>Sales <img src=\"cid:{part.Cid}\"></p>", signature.Html);
        Assert.True(part.IsShownIn(signature.Html));
        Assert.Equal((logo.Source, "logo.gif", "image/gif"), (part.Source, part.Name, part.MediaType));
    }

    /// <summary>What is there was put there long ago.</summary>
    private static async Task AgeAsync(DovecotServer server, TestUser user)
    {
        using var client = await server.ConnectAsync(user, Token);
        var folder = await client.GetFolderAsync("Webmail-Settings", Token);
        await folder.OpenAsync(FolderAccess.ReadWrite, Token);
        foreach (var uid in await folder.SearchAsync(SearchQuery.All, Token))
        {
            using var message = await folder.GetMessageAsync(uid, Token);
            await folder.AppendAsync(new AppendRequest(message, MailKit.MessageFlags.Seen, TimeProvider.System.GetUtcNow().AddDays(-3)), Token);
            await folder.StoreAsync(uid, new StoreFlagsRequest(StoreAction.Add, MailKit.MessageFlags.Deleted), Token);
        }

        await folder.ExpungeAsync(Token);
    }
}
