using System.Text;
using MimeKit;
using Webmail.Mail.Attaching;
using Webmail.Mail.Composing;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Composing;

public sealed class RedirectTests(DovecotServer server) : IClassFixture<DovecotServer>
{
    // What signs a message signs it as it is: blanks, case, odd folding, bytes beyond ASCII.
    private static readonly byte[] Original = Encoding.UTF8.GetBytes(
        """
        Received: from a by b; Thu, 26 Nov 2026 10:00:00 +0000
        DKIM-Signature: v=1; a=rsa-sha256; d=ito.example; s=k;
         	h=from : subject; bh=AA==; b=AA==
        FROM:   Haruka   <haruka@ito.example>
        to: mika@lumen.example
        SUBJECT: =?utf-8?B?56qv?=  and   more
        Message-id: <original@ito.example>
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: 8bit

        As it was:  窯  
        .

        """.ReplaceLineEndings("\r\n"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_goes_on_to_the_last_byte_under_the_fields_that_say_through_whom()
    {
        await using var drafts = new DraftsUnderTest(server, TimeProvider.System);
        var draft = await RedirectAsync(drafts);

        var composed = MessageComposer.Compose(draft, new DateTimeOffset(2026, 11, 27, 9, 0, 0, TimeSpan.Zero));
        var sent = await BytesAsync(drafts, composed.Message, draft.Id);

        Assert.EndsWith(Encoding.Latin1.GetString(Original), Encoding.Latin1.GetString(sent), StringComparison.Ordinal);
        using var above = MimeMessage.Load(new MemoryStream(sent[..^Original.Length]), Token);
        Assert.Equal(["Resent-Message-Id", "Resent-Date", "Resent-From", "Resent-To"], above.Headers.Select(static field => field.Field));
        Assert.Equal((composed.MessageId, "mika@lumen.example", "haruka@ito.example"),
            (above.ResentMessageId, above.ResentFrom.Mailboxes.Single().Address, above.ResentTo.Mailboxes.Single().Address));
        Assert.Equal(["haruka@ito.example", "b@ito.example"], composed.Recipients);
    }

    [Fact]
    public async Task Its_writer_keeps_whom_they_hid()
    {
        await using var drafts = new DraftsUnderTest(server, TimeProvider.System);
        var draft = await RedirectAsync(drafts);

        var copy = await BytesAsync(drafts, MessageComposer.Compose(draft, DateTimeOffset.UnixEpoch).Copy, draft.Id);

        using var filed = MimeMessage.Load(new MemoryStream(copy), Token);
        Assert.Equal("b@ito.example", filed.ResentBcc.Mailboxes.Single().Address);
    }

    [Fact]
    public async Task A_draft_that_lost_the_message_is_not_sent_without_it()
    {
        await using var drafts = new DraftsUnderTest(server, TimeProvider.System);
        var draft = await RedirectAsync(drafts);
        var composed = MessageComposer.Compose(draft, DateTimeOffset.UnixEpoch);
        drafts.Spool.Remove(drafts.Mail.Account, draft.Id);

        var nothing = Assert.Throws<ComposeException>(() => MessageComposer.Compose(draft with { Attachments = [] }, DateTimeOffset.UnixEpoch));
        var gone = await Assert.ThrowsAsync<MailException>(() => BytesAsync(drafts, composed.Message, draft.Id));

        Assert.Equal((ComposeFailure.NothingToRedirect, MailFailure.MessageGone), (nothing.Reason, gone.Failure));
    }

    private static async Task<Draft> RedirectAsync(DraftsUnderTest drafts)
    {
        var original = new DraftAttachment { Id = DraftAttachment.NewId(), Name = "窯.eml", MediaType = DraftAttachment.MessageType };
        var draft = DraftsUnderTest.Draft(1) with
        {
            To = ["haruka@ito.example"],
            Attachments = [original],
            Origin = new DraftOrigin("INBOX", 1, 1, DraftKind.Redirect),
        };
        await drafts.Spool.ImportAsync(drafts.Mail.Account, draft.Id, original.Id, stream => stream.WriteAsync(Original, Token).AsTask());
        return draft;
    }

    private static async Task<byte[]> BytesAsync(DraftsUnderTest drafts, ReadOnlyMemory<byte> composed, string draft)
    {
        using var whole = await SpooledMessage.LoadAsync(composed, drafts.Spool, drafts.Mail.Account, draft, Token);
        using var bytes = new MemoryStream();
        MessageComposer.WriteTo(whole.Message, bytes);
        return bytes.ToArray();
    }
}
