using System.Diagnostics;
using System.Text;
using MailKit;
using MailKit.Search;
using MimeKit;
using Webmail.Mail.Attaching;
using Webmail.Mail.Composing;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests.Composing;

public sealed class DraftAttachmentTests(DovecotServer server) : IClassFixture<DovecotServer>
{
    private const string Japanese = "見積書_改訂版（第２版）窯の写真と図面のまとめ.xlsx";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_copy_in_Drafts_has_the_attachment_as_a_part_that_every_program_sees()
    {
        await using var drafts = new DraftsUnderTest(server, TimeProvider.System);
        var draft = await WithFileAsync(drafts, "plan.txt", "attached"u8.ToArray());
        await drafts.Service.SaveAsync(drafts.Mail.Account, draft, 0, Token);

        var message = Assert.Single(await MessagesAsync(drafts));

        var part = Assert.IsType<MimePart>(Assert.Single(message.Attachments));
        Assert.Equal(("plan.txt", "attached"), (part.FileName, await TextOfAsync(part)));
        Assert.Equal("Dear Haruka,", message.TextBody!.Trim());
    }

    [Fact]
    public async Task Saving_again_leaves_one_copy_also_on_a_node_without_the_file()
    {
        var user = server.NewUser();
        Draft draft;
        await using (var here = new DraftsUnderTest(server, TimeProvider.System, user))
        {
            draft = await WithFileAsync(here, Japanese, "attached"u8.ToArray());
            await here.Service.SaveAsync(here.Mail.Account, draft, 0, Token);
            draft = draft with { Revision = 2, Text = "More" };
            await here.Service.SaveAsync(here.Mail.Account, draft, 1, Token);
        }

        await using var there = new DraftsUnderTest(server, TimeProvider.System, user);
        await there.Service.SaveAsync(there.Mail.Account, draft with { Revision = 3, Text = "Elsewhere" }, 2, Token);

        var message = Assert.Single(await MessagesAsync(there));
        Assert.Equal("Elsewhere", message.TextBody!.Trim());
        var part = Assert.IsType<MimePart>(Assert.Single(message.Attachments));
        Assert.Equal((Japanese, "attached"), (part.FileName, await TextOfAsync(part)));
    }

    [Fact]
    public async Task A_draft_that_is_opened_lists_its_attachments_and_where_they_are()
    {
        await using var drafts = new DraftsUnderTest(server, TimeProvider.System);
        var draft = await WithFileAsync(drafts, "plan.txt", "attached"u8.ToArray());
        await drafts.Service.SaveAsync(drafts.Mail.Account, draft, 0, Token);

        var opened = await drafts.Service.OpenAsync(drafts.Mail.Account, await drafts.KeyAsync(Token), Token);

        var attachment = Assert.Single(opened!.Attachments);
        Assert.Equal(draft.Attachments[0], attachment with { Source = null });
        Assert.NotNull(attachment.Source?.Message);
        Assert.Equal(draft.Text, opened.Text);
    }

    [Fact]
    public async Task A_draft_of_another_program_keeps_its_attachments_when_it_is_written_on()
    {
        await using var drafts = new DraftsUnderTest(server, TimeProvider.System);
        var body = new BodyBuilder { TextBody = "See there" };
        body.Attachments.Add("plan.txt", "attached"u8.ToArray());
        body.Attachments.Add("photo.jpg", [1, 2, 3]);
        using var other = new MimeMessage { Subject = "Plan", Body = body.ToMessageBody() };
        await drafts.AppendAsync(other, Token);

        var opened = await drafts.Service.OpenAsync(drafts.Mail.Account, await drafts.KeyAsync(Token), Token);
        await drafts.Service.SaveAsync(drafts.Mail.Account, opened! with { Text = "See there again", Revision = 1 }, 0, Token);

        var message = Assert.Single(await MessagesAsync(drafts));
        Assert.Equal("See there again", message.TextBody!.Trim());
        Assert.Equal(["plan.txt", "photo.jpg"], message.Attachments.Select(static part => part.ContentDisposition?.FileName));
        Assert.Equal("attached", await TextOfAsync((MimePart)message.Attachments.First()));
    }

    [Fact]
    public async Task What_is_removed_is_in_the_next_copy_no_more()
    {
        await using var drafts = new DraftsUnderTest(server, TimeProvider.System);
        var draft = await WithFileAsync(drafts, "plan.txt", "attached"u8.ToArray());
        await drafts.Service.SaveAsync(drafts.Mail.Account, draft, 0, Token);

        await drafts.Service.SaveAsync(drafts.Mail.Account, draft with { Attachments = [], Revision = 2 }, 1, Token);

        Assert.Empty(Assert.Single(await MessagesAsync(drafts)).Attachments);
    }

    [Fact]
    public async Task A_file_that_is_not_whole_is_named_before_anything_is_sent_and_left_out_of_the_draft()
    {
        await using var drafts = new DraftsUnderTest(server, TimeProvider.System);
        var file = new DraftAttachment { Id = DraftAttachment.NewId(), Name = "plan.txt", MediaType = "text/plain", Size = 100 };
        var draft = DraftsUnderTest.Draft(1) with { Attachments = [file] };
        drafts.Spool.Create(drafts.Mail.Account, draft.Id, file.Id, 100);

        Assert.Equal([file], await drafts.Service.FetchAsync(drafts.Mail.Account, draft, Token));
        await drafts.Service.SaveAsync(drafts.Mail.Account, draft, 0, Token);

        Assert.Empty(Assert.Single(await MessagesAsync(drafts)).Attachments);
    }

    [Fact]
    public async Task Thirty_megabytes_are_saved_and_sent_without_being_in_memory()
    {
        await using var drafts = new DraftsUnderTest(server, TimeProvider.System);
        var file = new DraftAttachment { Id = DraftAttachment.NewId(), Name = "kiln.bin", MediaType = "application/octet-stream", Size = 30_000_000 };
        var draft = DraftsUnderTest.Draft(1) with { Attachments = [file], To = ["haruka@ito.example"], Bcc = [] };
        await drafts.Spool.ImportAsync(drafts.Mail.Account, draft.Id, file.Id, async stream =>
        {
            for (var i = 0; i < 3_000; i++)
                await stream.WriteAsync(new byte[10_000], Token);
        });
        await drafts.Service.SaveAsync(drafts.Mail.Account, DraftsUnderTest.Draft(1, id: Draft.NewId()), 0, Token);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var most = 0L;
        using (var sampling = CancellationTokenSource.CreateLinkedTokenSource(Token))
        {
            var sampler = Task.Run(async () =>
            {
                while (!sampling.IsCancellationRequested)
                {
                    most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
                    await Task.Delay(50, CancellationToken.None);
                }
            }, Token);
            await drafts.Service.SaveAsync(drafts.Mail.Account, draft, 0, Token);
            await sampling.CancelAsync();
            await sampler;
        }

        Assert.True(most < 10_000_000, $"{most} bytes");
        var message = MessageComposer.Compose(draft, TimeProvider.System.GetUtcNow());
        Assert.True(message.Message.Length < 10_000);
    }

    [Fact]
    public async Task A_message_that_leaves_has_what_was_attached_and_Python_reads_its_Japanese_name()
    {
        await using var drafts = new DraftsUnderTest(server, TimeProvider.System);
        var draft = (await WithFileAsync(drafts, Japanese, "窯"u8.ToArray())) with { To = ["haruka@ito.example"], Bcc = [] };
        var composed = MessageComposer.Compose(draft, TimeProvider.System.GetUtcNow());
        using var whole = await SpooledMessage.LoadAsync(composed.Message, drafts.Spool, drafts.Mail.Account, draft.Id, Token);
        var bytes = new MemoryStream();
        MessageComposer.WriteTo(whole.Message, bytes);

        var told = await PythonAsync(bytes.ToArray());

        Assert.Equal($"{Japanese}\n{Japanese}\n窯\n", told);
        Assert.Null(Assert.Single(whole.Message.Attachments).Headers["X-Compose-Spooled"]);
        Assert.All(bytes.ToArray(), static b => Assert.InRange(b, 0, 127));
    }

    [Fact]
    public async Task A_message_whose_file_is_gone_does_not_leave_without_it()
    {
        var file = new DraftAttachment { Id = DraftAttachment.NewId(), Name = "plan.txt", MediaType = "text/plain" };
        var composed = MessageComposer.Compose(DraftsUnderTest.Draft(1) with { Attachments = [file], To = ["haruka@ito.example"] }, DateTimeOffset.UnixEpoch);

        var failure = await Assert.ThrowsAsync<MailException>(() => SpooledMessage.LoadAsync(composed.Message, null, default, "", Token));

        Assert.Equal((MailFailure.AttachmentGone, "plan.txt"), (failure.Failure, failure.Detail));
    }

    private static async Task<Draft> WithFileAsync(DraftsUnderTest drafts, string name, byte[] bytes)
    {
        var file = new DraftAttachment { Id = DraftAttachment.NewId(), Name = name, MediaType = "application/octet-stream", Size = bytes.Length };
        var draft = DraftsUnderTest.Draft(1) with { Attachments = [file] };
        await drafts.Spool.ImportAsync(drafts.Mail.Account, draft.Id, file.Id, async stream => await stream.WriteAsync(bytes, Token));
        return draft;
    }

    private async Task<IReadOnlyList<MimeMessage>> MessagesAsync(DraftsUnderTest drafts)
    {
        using var client = await server.ConnectAsync(drafts.Mail.User, Token);
        var folder = await client.GetFolderAsync("Drafts", Token);
        await folder.OpenAsync(FolderAccess.ReadOnly, Token);
        var all = new List<MimeMessage>();
        foreach (var uid in await folder.SearchAsync(SearchQuery.NotDeleted, Token))
            all.Add(await folder.GetMessageAsync(uid, Token));
        return all;
    }

    private static async Task<string> TextOfAsync(MimePart part)
    {
        var bytes = new MemoryStream();
        await part.Content!.DecodeToAsync(bytes, Token);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static async Task<string> PythonAsync(byte[] message)
    {
        const string Script = """
            import sys, email, email.policy
            message = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
            for part in message.iter_attachments():
                sys.stdout.buffer.write((part.get_filename() + "\n" + part["content-type"].params["name"] + "\n" + part.get_content().decode() + "\n").encode())
            """;
        var start = new ProcessStartInfo("python3", ["-c", Script]) { RedirectStandardInput = true, RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8 };
        using var python = Process.Start(start)!;
        await python.StandardInput.BaseStream.WriteAsync(message, Token);
        python.StandardInput.Close();
        var told = await python.StandardOutput.ReadToEndAsync(Token);
        await python.WaitForExitAsync(Token);
        return told;
    }
}
