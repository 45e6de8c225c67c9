using MailKit;
using Microsoft.Extensions.Logging.Abstractions;
using Webmail.Mail.Settings;
using Webmail.Mail.Tests.Messages;
using Webmail.Mail.Watching;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Settings;

/// <summary>The same on every kind of server.</summary>
public abstract class AccountSettingsStoreTests(DovecotServer dovecot)
{
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected DovecotServer Dovecot { get; } = dovecot;

    private protected static AccountSettingsStore StoreOf(MailUnderTest mail) =>
        new(mail.Pool, mail.Changes, TimeProvider.System, NullLogger<AccountSettingsStore>.Instance);

    /// <summary>Another process of the same user: what it sees, it saw on the server.</summary>
    private protected MailUnderTest Another(MailUnderTest mail) => new(Dovecot, user: mail.User);

    private protected async Task<AccountSettings> AsAnotherDeviceSeesThemAsync(MailUnderTest mail)
    {
        await using var another = Another(mail);
        using var store = StoreOf(another);
        return await store.ReadAsync(mail.Account, Token);
    }

    private protected async Task UntilAllAreThereAsync(MailUnderTest mail, string[] keywords)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while (!(await AsAnotherDeviceSeesThemAsync(mail)).Labels.Select(static label => label.Keyword).Order(StringComparer.Ordinal)
            .SequenceEqual(keywords))
        {
            await Task.Delay(200, patience.Token);
        }
    }

    /// <summary>Puts a text where the settings are kept.</summary>
    private protected abstract Task DamageAsync(MailUnderTest mail, string text);

    /// <summary>All texts that are kept for the settings, readable or not.</summary>
    private protected abstract Task<IReadOnlyList<string>> KeptAsync(MailUnderTest mail);

    private static LabelSettings Red(string keyword) => new() { Keyword = keyword, Name = "予定 & more", Colour = 0, Order = 3, Hidden = true };

    private static void AssertNothingChosen(AccountSettings settings)
    {
        Assert.Empty(settings.Labels);
        Assert.Empty(settings.Folders);
        Assert.Null(settings.Others);
    }

    [Fact]
    public async Task Nothing_chosen_is_the_defaults_and_leaves_no_trace()
    {
        await using var mail = new MailUnderTest(Dovecot);
        using var store = StoreOf(mail);

        AssertNothingChosen(await store.ReadAsync(mail.Account, Token));
        Assert.Empty(await KeptAsync(mail));
    }

    [Fact]
    public async Task What_changes_nothing_is_not_written()
    {
        await using var mail = new MailUnderTest(Dovecot);
        using var store = StoreOf(mail);

        await store.UpdateAsync(mail.Account, static settings => settings, Token);
        Assert.Empty(await KeptAsync(mail));
        await store.UpdateAsync(mail.Account, settings => settings.With(Red("project-x")), Token);
        var before = await KeptAsync(mail);
        await store.UpdateAsync(mail.Account, static settings => settings, Token);

        Assert.Equal(before, await KeptAsync(mail));
    }

    [Fact]
    public async Task What_was_chosen_is_the_same_on_another_device()
    {
        await using var mail = new MailUnderTest(Dovecot);
        using var store = StoreOf(mail);
        var folder = new FolderSettings { Mailbox = "Projects/Ümläut \"x\"", Favourite = true, Order = 1, Colour = 11 };

        await store.UpdateAsync(mail.Account, settings => settings.With(Red("project-x")).With(folder), Token);
        await store.UpdateAsync(mail.Account, settings => settings.With(Red("other") with { Hidden = false }), Token);

        var seen = await AsAnotherDeviceSeesThemAsync(mail);
        Assert.Equal([Red("project-x"), Red("other") with { Hidden = false }], seen.Labels);
        Assert.Equal([folder], seen.Folders);
        Assert.Single(await KeptAsync(mail));
        await mail.NextAsync<AccountSettingsChanged>(Token);
    }

    [Fact]
    public async Task Two_writers_at_once_lose_nothing()
    {
        await using var mail = new MailUnderTest(Dovecot);
        await using var another = Another(mail);
        using var first = StoreOf(mail);
        using var second = StoreOf(another);
        async Task WriteAsync(AccountSettingsStore store, string prefix)
        {
            for (var i = 0; i < 10; i++)
            {
                var keyword = $"{prefix}{i}";
                await store.UpdateAsync(mail.Account, settings => settings.With(Red(keyword)), Token);
            }
        }

        await Task.WhenAll(Task.Run(() => WriteAsync(first, "a"), Token), Task.Run(() => WriteAsync(second, "b"), Token));

        string[] all = [.. Enumerable.Range(0, 10).SelectMany(static i => new[] { $"a{i}", $"b{i}" }).Order(StringComparer.Ordinal)];
        // Where the server knows no condition, what was overwritten is found and made again within seconds.
        await UntilAllAreThereAsync(mail, all);
        Assert.Single(await KeptAsync(mail));
    }

    [Fact]
    public async Task What_a_newer_version_wrote_stays()
    {
        await using var mail = new MailUnderTest(Dovecot);
        using var store = StoreOf(mail);
        await store.UpdateAsync(mail.Account, settings => settings.With(Red("x")), Token);
        await DamageAsync(mail, """
            {"labels":[{"keyword":"x","emoji":"\u2615"}],"signatures":[{"name":"Work","html":"<b>W</b>"}]}
            """);

        await using var another = Another(mail);
        using var later = StoreOf(another);
        await later.UpdateAsync(mail.Account, settings => settings.With(settings.Label("X")! with { Colour = 4 }), Token);

        var kept = Assert.Single(await KeptAsync(mail));
        Assert.Contains("signatures", kept, StringComparison.Ordinal);
        Assert.Contains("emoji", kept, StringComparison.Ordinal);
        Assert.Contains("\"colour\": 4", kept, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("this is no settings file")]
    [InlineData("{\"labels\":[{\"name\":\"without keyword\"}]}")]
    [InlineData("{\"labels\":\"many\"}")]
    [InlineData("null")]
    public async Task What_cannot_be_read_counts_as_nothing_and_is_kept(string damage)
    {
        await using var mail = new MailUnderTest(Dovecot);
        using var store = StoreOf(mail);
        await store.UpdateAsync(mail.Account, settings => settings.With(Red("x")), Token);
        await DamageAsync(mail, damage);

        await using var another = Another(mail);
        using var later = StoreOf(another);
        AssertNothingChosen(await later.ReadAsync(mail.Account, Token));
        await later.UpdateAsync(mail.Account, settings => settings.With(Red("y")), Token);

        Assert.Equal(["y"], (await AsAnotherDeviceSeesThemAsync(mail)).Labels.Select(static label => label.Keyword));
        var kept = await KeptAsync(mail);
        Assert.Equal(2, kept.Count);
        Assert.Contains(damage, kept.Select(static text => text.Trim()));
    }

    [Fact]
    public async Task Settings_that_are_too_large_are_refused_and_nothing_changes()
    {
        await using var mail = new MailUnderTest(Dovecot);
        using var store = StoreOf(mail);
        await store.UpdateAsync(mail.Account, settings => settings.With(Red("x")), Token);

        var failure = await Assert.ThrowsAsync<MailException>(() => store.UpdateAsync(
            mail.Account, settings => settings.With(new LabelSettings { Keyword = "y", Name = new string('n', SettingsDocument.MaxLength) }), Token));

        Assert.Equal(MailFailure.TooLarge, failure.Failure);
        Assert.Equal([Red("x")], (await AsAnotherDeviceSeesThemAsync(mail)).Labels);
    }

    [Fact]
    public async Task As_much_as_is_allowed_can_be_kept()
    {
        await using var mail = new MailUnderTest(Dovecot);
        using var store = StoreOf(mail);
        var many = Enumerable.Range(0, 400).Select(static i => new LabelSettings { Keyword = $"keyword-number-{i}", Name = $"Name \"{i}\"", Colour = i % 12 });

        await store.UpdateAsync(mail.Account, settings => settings with { Labels = [.. many] }, Token);

        Assert.Equal(400, (await AsAnotherDeviceSeesThemAsync(mail)).Labels.Length);
    }

    [Fact]
    public async Task What_another_device_chose_arrives()
    {
        await using var mail = new MailUnderTest(Dovecot);
        using var store = StoreOf(mail);
        await store.ReadAsync(mail.Account, Token);
        await using (var another = Another(mail))
        {
            using var theirs = StoreOf(another);
            await theirs.UpdateAsync(mail.Account, settings => settings.With(Red("x")), Token);
        }

        mail.Changes.Publish(mail.Account, new ServerReachable(true));

        await mail.NextAsync<AccountSettingsChanged>(Token);
        Assert.Equal([Red("x")], store.Known(mail.Account).Labels);
    }

    [Fact]
    public async Task Settings_are_no_folder_of_the_user()
    {
        await using var mail = new MailUnderTest(Dovecot);
        using var store = StoreOf(mail);
        await store.UpdateAsync(mail.Account, settings => settings.With(Red("x")), Token);

        var names = (await mail.Mailboxes.ListAsync(mail.Account, Token)).Select(static mailbox => mailbox.Name.FullName);

        Assert.DoesNotContain(names, static name => name.Contains("Settings", StringComparison.OrdinalIgnoreCase));
        using var client = await Dovecot.ConnectAsync(mail.User, Token);
        var subscribed = await client.GetFoldersAsync(client.PersonalNamespaces[0], StatusItems.None, subscribedOnly: true, Token);
        Assert.DoesNotContain(subscribed, static folder => folder.Name.Contains("Settings", StringComparison.OrdinalIgnoreCase));
    }
}
