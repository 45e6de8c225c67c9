using MailKit;
using MailKit.Search;
using Webmail.Mail.Sending;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Sending;

public sealed class InternationalAddressTests(PostfixServer server) : IClassFixture<PostfixServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_domain_in_letters_gets_mail_from_every_server(bool isOld)
    {
        var user = server.NewUser(isOld ? server.OldPort : server.Port);
        await using var outbox = new OutboxUnderTest(server, user);
        var submission = outbox.To(TimeProvider.System.GetUtcNow(), null, "haruka@窯.example");

        await outbox.Outbox.AddAsync(user.Account.Id, submission, Token);
        var entry = await outbox.UntilAsync(submission.Id, static one => one.State is OutboxState.Sent or OutboxState.Failed || one.Failure is not null, Token);

        Assert.Equal((OutboxState.Sent, null), (entry.State, entry.Failure));
        // What is filed is what was sent: every server on the way takes it.
        using var client = await server.Mail.ConnectAsync(user, Token);
        var sent = await client.GetFolderAsync("Sent", Token);
        await sent.OpenAsync(FolderAccess.ReadOnly, Token);
        var header = await sent.GetHeadersAsync((await sent.SearchAsync(SearchQuery.All, Token)).Single(), Token);
        Assert.Contains("haruka@xn--ysz.example", System.Text.Encoding.UTF8.GetString(header.Single(static field => field.Id == MimeKit.HeaderId.To).RawValue), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_in_letters_needs_a_server_that_knows_them_and_else_says_whose_it_was()
    {
        var (modern, old) = (server.NewUser(), server.NewUser(server.OldPort));
        await using var good = new OutboxUnderTest(server, modern);
        await using var bad = new OutboxUnderTest(server, old);
        var submission = good.To(TimeProvider.System.GetUtcNow(), null, "用户@例子.example");
        await good.Outbox.AddAsync(modern.Account.Id, submission, Token);
        var refused = bad.To(TimeProvider.System.GetUtcNow(), null, "用户@例子.example", "haruka@ito.example");
        await bad.Outbox.AddAsync(old.Account.Id, refused, Token);

        var taken = await good.UntilAsync(submission.Id, static one => one.State is OutboxState.Sent or OutboxState.Failed || one.Failure is not null, Token);
        var entry = await bad.UntilAsync(refused.Id, static one => one.State is OutboxState.Sent or OutboxState.Failed, Token);

        Assert.Equal((OutboxState.Sent, null), (taken.State, taken.Failure));
        Assert.Equal(OutboxState.Failed, entry.State);
        Assert.Equal("用户@例子.example", Assert.Single(entry.Refused).Address);
    }
}
