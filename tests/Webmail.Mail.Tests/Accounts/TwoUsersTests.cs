using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail.Accounts;
using Webmail.Mail.Messages;
using Webmail.Mail.Operations;
using Webmail.Testing;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Accounts;

/// <summary>XUSER-1: users of one process whose mailboxes and messages have the same names and numbers.</summary>
public sealed class TwoUsersTests(DovecotServer dovecot) : IClassFixture<DovecotServer>
{
    private const int Messages = 20;
    private const int Asked = 10_000;
    private const int OpenEvery = 20;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task XUSER_1_Neither_ever_sees_a_header_or_a_text_of_the_other()
    {
        var directory = Directory.CreateTempSubdirectory("wm-two-");
        await using var services = Services(directory);
        TestUser[] users = [dovecot.NewUser(), dovecot.NewUser()];
        foreach (var user in users)
        {
            services.GetRequiredService<SignedInAccounts>().Add(user.Account, user.Credentials);
            for (var i = 0; i < Messages; i++)
                await dovecot.DeliverAsync(user, $"From: a@example.test\r\nTo: b@example.test\r\nSubject: of {user.Address}\r\n\r\nText of {user.Address}\r\n", Token);
        }

        var strange = 0;
        await Parallel.ForAsync(0, Asked, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Token }, async (i, token) =>
        {
            if (!await IsOwnAsync(services, users[i % users.Length], i, token))
                Interlocked.Increment(ref strange);
        });

        Assert.Equal(0, strange);
        await services.DisposeAsync();
        directory.Delete(recursive: true);
    }

    private static async Task<bool> IsOwnAsync(ServiceProvider services, TestUser user, int i, CancellationToken token)
    {
        var (account, own) = (user.Account.Id, $"of {user.Address}");
        var listing = services.GetRequiredService<MessageListing>();
        var view = await listing.OpenAsync(account, MailboxName.Inbox, token);
        var rows = await listing.WindowAsync(account, view, i % Messages, 3, token);
        if (rows.Count == 0 || rows.Any(row => row?.Envelope.Subject != own))
            return false;
        if (i % OpenEvery > 1)
            return true;
        var key = new MessageKey(MailboxName.Inbox, view.UidValidity, rows[0]!.Uid);
        var message = await services.GetRequiredService<MessageReader>().OpenAsync(account, key, "", token);
        var text = await services.GetRequiredService<MessageReader>().ReadTextAsync(account, key, message.Texts.Single(), token);
        return message.Envelope.Subject == own && text.Text.Contains($"Text {own}", StringComparison.Ordinal);
    }

    private ServiceProvider Services(DirectoryInfo directory)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<ISessionStore>(new SessionStoreInMemory());
        services.AddSingleton<INodeChannel>(new NodeChannelInMemory());
        services.AddSingleton<IHeaderCache>(new InMemoryHeaderCache());
        services.AddSingleton<IJournalStore>(new JournalStoreInMemory());
        services.AddWebmailMail(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Webmail:DataDirectory"] = directory.FullName,
            ["Webmail:Imap:Host"] = "127.0.0.1",
            ["Webmail:Imap:Port"] = dovecot.ImapPort.ToString(CultureInfo.InvariantCulture),
            ["Webmail:Imap:Security"] = "None",
        }).Build());
        return services.BuildServiceProvider();
    }
}
