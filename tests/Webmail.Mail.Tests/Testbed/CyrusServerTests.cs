using MailKit.Net.Imap;
using MailKit.Security;
using Webmail.Mail.Accounts;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Testbed;

public sealed class CyrusServerTests(CyrusServer cyrus) : IClassFixture<CyrusServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_user_has_the_usual_mailboxes_and_no_other_password()
    {
        var user = cyrus.NewUser();
        using var client = await cyrus.ConnectAsync(user, Token);

        var folders = await client.GetFoldersAsync(client.PersonalNamespaces[0], cancellationToken: Token);

        Assert.Contains("Sent", folders.Select(static folder => folder.FullName));
        Assert.Equal('/', client.PersonalNamespaces[0].DirectorySeparator);
        Assert.True(client.Capabilities.HasFlag(ImapCapabilities.MultiAppend | ImapCapabilities.LiteralPlus));
        await Assert.ThrowsAsync<AuthenticationException>(
            () => cyrus.ConnectAsync(user with { Credentials = new Credentials("wrong") }, Token));
    }

    [Fact]
    public async Task It_can_be_old_and_poor()
    {
        await using var old = new CyrusServer { IsClassic = true, Without = "LITERAL+ MULTIAPPEND", Users = 1 };
        await old.InitializeAsync();
        using var client = await old.ConnectAsync(old.NewUser(), Token);

        var sent = await client.GetFolderAsync("INBOX.Sent", Token);

        Assert.Equal('.', sent.DirectorySeparator);
        Assert.Equal(ImapCapabilities.None, client.Capabilities & (ImapCapabilities.MultiAppend | ImapCapabilities.LiteralPlus));
    }
}
