using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Webmail.Mail.Accounts;
using Webmail.Mail.Composing;
using Webmail.Mail.Imap;
using Webmail.Mail.Operations;
using Webmail.Mail.Sending;
using Webmail.Mail.Tests.Composing;
using Webmail.Mail.Tests.Messages;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Mail.Tests;

/// <summary>
/// What a user, a URL or a message says is never a command: hostile text in every place that leads to a server, and the server's own
/// log of what reached it.
/// </summary>
public sealed partial class InjectionTests : IAsyncLifetime
{
    private readonly DovecotServer _dovecot = new() { RecordsProtocol = true };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A second command in every way to write one.</summary>
    private static readonly string[] Hostile =
    [
        "x\r\nZ9 DELETE INBOX", "x\nZ9 LOGOUT", "x\rZ9 LOGOUT", "x\0\r\nZ9 LOGOUT", "a\"b\\c%*", "\" Z9 LOGOUT", "x {12+}\r\nZ9 LOGOUT\r\n", "{0}\r\nZ9 LOGOUT",
        "x) Z9 (LOGOUT", "é\u2028Z9 LOGOUT\u0085", "\\Seen) \r\nZ9 NOOP (", new string('k', 10_240), new string('"', 10_240) + "\r\nZ9 LOGOUT",
    ];

    public ValueTask InitializeAsync() => _dovecot.InitializeAsync();

    public ValueTask DisposeAsync() => _dovecot.DisposeAsync();

    [Fact]
    public async Task INJ_2_a_keyword_is_an_atom_or_reaches_no_command()
    {
        await using var mail = await MailAsync();
        var view = await mail.Listing.OpenAsync(mail.Account, MailboxName.Inbox, Token);

        foreach (var text in Hostile)
        {
            await AllowRefusalAsync(() => mail.Journal.AddAsync(mail.Account, new Operation
            {
                Id = Draft.NewId(),
                Kind = OperationKind.Label,
                Mailbox = MailboxName.Inbox,
                UidValidity = view.UidValidity,
                Uids = view.Uids,
                Flags = FlagChange.Of(text, true),
                Made = TimeProvider.System.GetUtcNow(),
            }, Token));
            await AllowRefusalAsync(() => mail.Labels.CreateAsync(mail.Account, text, null, Token));
            await AllowRefusalAsync(() => mail.Labels.DeleteAsync(mail.Account, text, Token));
            await mail.Search.FindAsync(mail.Account, MailboxName.Inbox, $"label:{text}", Token);
            await mail.Search.FindAsync(mail.Account, MailboxName.Inbox, $"label:\"{text}\"", Token);
        }

        await AssertUnharmedAsync(mail, "NOOP SELECT EXAMINE LIST LSUB STATUS FETCH SEARCH STORE GETMETADATA SETMETADATA IDLE DONE ENABLE ID CAPABILITY NAMESPACE CREATE APPEND");
    }

    [Fact]
    public async Task INJ_3_a_folder_name_is_quoted_or_refused()
    {
        await using var mail = await MailAsync();

        foreach (var text in Hostile)
        {
            var made = MailboxName.Inbox;
            await AllowRefusalAsync(async () => made = await mail.Editor.CreateAsync(mail.Account, null, text, Token));
            if (!made.IsInbox)
                await AllowRefusalAsync(() => mail.Editor.RenameAsync(mail.Account, made, null, text + "2", Token));
            var named = new MailboxName(text);
            await AllowRefusalAsync(() => mail.Editor.SubscribeAsync(mail.Account, named, true, Token));
            await AllowRefusalAsync(() => mail.Editor.RenameAsync(mail.Account, named, named, "other", Token));
            await AllowRefusalAsync(() => mail.Editor.DeleteAsync(mail.Account, named, Token));
            await AllowRefusalAsync(() => mail.Listing.OpenAsync(mail.Account, named, Token).AsTask());
            await AllowRefusalAsync(() => mail.Search.FindAsync(mail.Account, named, "x", Token));
            await AllowRefusalAsync(() => mail.Reader.OpenAsync(mail.Account, new MessageKey(named, 1, new Uid(1)), "", Token).AsTask());
        }

        await AssertUnharmedAsync(mail, "NOOP SELECT EXAMINE LIST LSUB STATUS FETCH SEARCH CREATE RENAME DELETE SUBSCRIBE UNSUBSCRIBE IDLE DONE CLOSE UNSELECT "
            + "GETMETADATA SETMETADATA ENABLE ID CAPABILITY NAMESPACE MYRIGHTS APPEND");
    }

    [Fact]
    public async Task INJ_4_a_search_is_words_and_a_part_is_digits()
    {
        await using var mail = await MailAsync();
        var view = await mail.Listing.OpenAsync(mail.Account, MailboxName.Inbox, Token);
        var key = view.KeyOf(new Uid(1));

        foreach (var text in Hostile)
        {
            await mail.Search.FindAsync(mail.Account, MailboxName.Inbox, text, Token);
            await mail.Search.FindAsync(mail.Account, MailboxName.Inbox, $"\"{text}", Token);
            foreach (var section in new[] { text, $"1{text}", $"1]{text}" })
            {
                await Assert.ThrowsAsync<MailException>(() => mail.Reader.OpenAsync(mail.Account, key, section, Token).AsTask());
                await Assert.ThrowsAsync<MailException>(() => mail.Reader.ReadHeaderAsync(mail.Account, key, section, Token));
                await Assert.ThrowsAsync<MailException>(() => mail.Parts.CopyPartAsync(mail.Account, key, section, text, Stream.Null, Token));
            }
        }

        await AssertUnharmedAsync(mail, "NOOP SELECT EXAMINE LIST LSUB STATUS FETCH SEARCH IDLE DONE ENABLE ID CAPABILITY NAMESPACE GETMETADATA");
    }

    [Fact]
    public async Task INJ_5_what_is_written_into_a_draft_stays_in_its_field()
    {
        await using var drafts = new DraftsUnderTest(_dovecot, TimeProvider.System);
        var mail = drafts.Mail;
        await mail.AppendAsync(MailboxName.Inbox, MailUnderTest.Bytes("Subject: kept\n\nkept\n"), Token);
        foreach (var text in Hostile)
        {
            var draft = new Draft { Id = Draft.NewId(), From = $"a@example.test{text}", FromName = text, To = [text, $"b@example.test{text}"], Subject = text, Text = text, InReplyTo = text, References = [text], ReplyTo = text }.Check();

            await drafts.Service.SaveAsync(mail.Account, draft, 0, Token);
            var saved = await drafts.Service.FindAsync(mail.Account, draft.Id, Token);
            await drafts.Service.RemoveAsync(mail.Account, draft.Id, Token);

            Assert.Equal(draft.Subject, saved?.Subject);
            Assert.Throws<ArgumentException>(() => (draft with { Id = text }).Check());
        }

        await AssertUnharmedAsync(mail, "NOOP SELECT EXAMINE LIST LSUB STATUS FETCH SEARCH STORE EXPUNGE APPEND IDLE DONE ENABLE ID CAPABILITY NAMESPACE CREATE CHECK");
    }

    [Fact]
    public async Task INJ_5_a_message_leaves_by_the_commands_of_one_message()
    {
        await using var smtp = new ScriptedSmtpServer { Extensions = ["SIZE 1000000", "8BITMIME", "SMTPUTF8"] };
        foreach (var text in Hostile)
        {
            var draft = new Draft { Id = Draft.NewId(), From = "mika@example.test", FromName = text, To = ["good@example.test"], Subject = text, Text = $"\r\n.\r\n{text}\r\nQUIT\r\n", InReplyTo = text, References = [text] };
            var composed = MessageComposer.Compose(draft.Check(), DateTimeOffset.UnixEpoch);
            await SubmitAsync(smtp, composed.Sender, composed.Recipients, composed);
            // Recipients, as somebody typed them and past everything that checks.
            foreach (var recipient in new[] { $"b@example.test{text}", $"{text}@example.test", $"\"{text}\" <c@example.test>" })
            {
                await AllowRefusalAsync(() =>
                {
                    var typed = MessageComposer.Compose((draft with { To = [recipient] }).Check(), DateTimeOffset.UnixEpoch);
                    return SubmitAsync(smtp, typed.Sender, typed.Recipients, typed);
                });
                await SubmitAsync(smtp, $"a@example.test{text}", [recipient], composed);
            }
        }

        Assert.NotEmpty(smtp.Heard);
        Assert.All(smtp.Heard, static line => Assert.Matches("^(EHLO |MAIL FROM:<|RCPT TO:<|DATA$|RSET$|QUIT$|NOOP$|AUTH )", line));
        Assert.DoesNotContain(smtp.Heard, static line => line.StartsWith("Z9", StringComparison.Ordinal));
        // A field of its own would have been one more.
        Assert.All(smtp.Messages, static message => Assert.DoesNotMatch("(?m)^Z9", message[..FirstBlank(message)]));
    }

    [Fact]
    public void INJ_1_no_header_field_is_searched_by_a_name_that_anybody_chooses()
    {
        var searches = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(static file => HeaderSearch().Matches(File.ReadAllText(file)).Select(static match => match.Groups["name"].Value)).ToList();

        Assert.NotEmpty(searches);
        Assert.All(searches, static name => Assert.True(
            name is "DraftMessage.IdField" or "record.IsRedirect ? \"Resent-Message-ID\" : \"Message-ID\"" || Literal().IsMatch(name), name));
    }

    private static int FirstBlank(string message) => Math.Max(0, message.IndexOf("\n\n", StringComparison.Ordinal));

    private async Task SubmitAsync(ScriptedSmtpServer smtp, string sender, IReadOnlyList<string> recipients, ComposedMessage composed)
    {
        var options = Options.Create(new MailOptions { AllowPrivateServers = true });
        var submitter = new SmtpSubmitter(new ServerDialer(options, TimeProvider.System), Options.Create(new SendingOptions { TimeoutSeconds = 20 }), TimeProvider.System);
        var account = _dovecot.NewUser().Account with { Smtp = smtp.Address };
        await AllowRefusalAsync(() => submitter.SubmitAsync(account, new Credentials("secret"), new OutboxRecord
        {
            Id = Draft.NewId(),
            Account = account,
            Password = "secret",
            NotBefore = DateTimeOffset.UnixEpoch,
            MessageId = composed.MessageId,
            Subject = "x",
            Sender = sender,
            Recipients = [.. recipients],
        }, composed.Message, static () => Task.FromResult(true), Token));
    }

    private async Task<MailUnderTest> MailAsync()
    {
        var mail = new MailUnderTest(_dovecot);
        await mail.AppendAsync(MailboxName.Inbox, MailUnderTest.Bytes("Subject: kept\n\nkept\n"), Token);
        return mail;
    }

    private static async Task AllowRefusalAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (Exception e) when (e is MailException or ArgumentException or FormatException or ComposeException)
        {
            // Refused before anything was said, or by the server in words.
        }
    }

    // The only commands are ours, the server understood all of them, and the mail is where it was.
    private async Task AssertUnharmedAsync(MailUnderTest mail, string verbs)
    {
        var view = await mail.Listing.OpenAsync(mail.Account, MailboxName.Inbox, Token);
        Assert.Equal("1", view.Uids.ToString());
        Assert.Equal("kept", (await mail.Listing.WindowAsync(mail.Account, view, 0, 1, Token))[0]!.Envelope.Subject);
        var answers = Lines(_dovecot.ProtocolLog.Received);
        Assert.DoesNotContain(answers, static line => Bad().IsMatch(line));
        var commands = _dovecot.ProtocolLog.Commands.Select(static line => Tagged().Match(line)).Where(static match => match.Success).Select(static match => match.Groups["verb"].Value);
        // The test's own client says goodbye.
        Assert.Subset($"{verbs} LOGOUT".Split(' ').ToHashSet(), commands.Select(static verb => verb.ToUpperInvariant()).ToHashSet());
    }

    private static IReadOnlyList<string> Lines(string log) =>
        [.. log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line[(line.IndexOf(' ') + 1)..].TrimEnd('\r'))];

    // An answer to a command of somebody else, or to something that is none.
    [GeneratedRegex(@"^(Z9 (OK|NO|BAD)|\S+ BAD)\b")]
    private static partial Regex Bad();

    [GeneratedRegex(@"^([A-Z]\d{4,}|W1) (UID )?(?<verb>\S+)")]
    private static partial Regex Tagged();

    [GeneratedRegex(@"HeaderContains\((?<name>(?:[^,()""]|""[^""]*"")+),")]
    private static partial Regex HeaderSearch();

    [GeneratedRegex("^\"[A-Za-z-]+\"$")]
    private static partial Regex Literal();
}
