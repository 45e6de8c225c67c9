using System.Globalization;
using System.Text.Json;
using MailKit;
using MailKit.Search;
using Microsoft.Playwright;
using Webmail.EndToEnd.Tests.Harness;
using Webmail.Mail.Composing;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.EndToEnd.Tests;

/// <summary>
/// The webmail is killed at one line after the other of saving, handing over and filing a message: it leaves once and is in Sent, or its
/// writer is asked; no draft is lost or left behind. Every line costs a start, so only some are taken; WEBMAIL_EVERY_LINE=1 takes all.
/// </summary>
public sealed class KilledSendingTests(PostfixServer post, Browser browser) : IClassFixture<PostfixServer>
{
    private const int FewestLines = 12;

    private static readonly bool EveryLine = Environment.GetEnvironmentVariable("WEBMAIL_EVERY_LINE") == "1";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_while_it_hands_a_message_over_it_sends_it_once_or_asks()
    {
        await using var relay = new LineRelay(post.Port);
        await using var sender = await StartAsync(relay, smtpPort: relay.Port, imapPort: post.Mail.ImapPort);

        var (lines, asked) = await sender.SendAllAsync(step: EveryLine ? 1 : 6);

        Assert.True(lines >= FewestLines, $"only {lines} lines");
        // After the last line of the message and before the answer to it, nobody knows; before that everybody does.
        Assert.InRange(asked, 1, EveryLine ? 25 : 5);
    }

    [Fact]
    public async Task Killed_while_it_files_a_message_it_files_it_once()
    {
        await using var relay = new LineRelay(post.Mail.ImapPort);
        await using var sender = await StartAsync(relay, smtpPort: post.Port, imapPort: relay.Port);

        // How often it asks is chance: the list is fetched over lines of IMAP too, at times while the message is being handed over.
        var (lines, _) = await sender.SendAllAsync(step: EveryLine ? 1 : 25);

        Assert.True(lines >= FewestLines, $"only {lines} lines");
    }

    [Fact]
    public async Task Killed_while_it_saves_a_draft_it_saves_the_last_word_once()
    {
        await using var relay = new LineRelay(post.Mail.ImapPort);
        await using var sender = await StartAsync(relay, smtpPort: post.Port, imapPort: relay.Port);

        var lines = await sender.SaveAllAsync(step: EveryLine ? 1 : 25);

        Assert.True(lines >= FewestLines, $"only {lines} lines");
    }

    [Fact]
    public async Task A_decision_pressed_while_the_webmail_is_away_is_taken_when_it_is_back()
    {
        await using var relay = new LineRelay(post.Port);
        await using var sender = await StartAsync(relay, smtpPort: relay.Port, imapPort: post.Mail.ImapPort);

        await sender.DecideWhileAwayAsync(line: 31);
    }

    private async Task<Sender> StartAsync(LineRelay relay, int smtpPort, int imapPort)
    {
        var (user, other) = (await post.NewReaderAsync(Token), post.Mail.NewUser());
        var server = await post.StartWebmailAsync(
            Token, ("Webmail__Smtp__Port", smtpPort.ToString(CultureInfo.InvariantCulture)), ("Webmail__Imap__Port", imapPort.ToString(CultureInfo.InvariantCulture)));
        var context = await browser.NewContextAsync(Device.Desktop);
        return new Sender(post.Mail, relay, server, context, await MailPage.SignInAsync(context, server, user), user, other);
    }

    private sealed class Sender(
        DovecotServer server, LineRelay relay, WebmailServer webmail, IBrowserContext context, MailPage mail, TestUser user, TestUser other) : IAsyncDisposable
    {
        // The list is read over lines of IMAP too, more of them on a slow machine: the end is where nothing was left to cut, or here.
        private const int Last = 120;

        public async Task<(int Lines, int Asked)> SendAllAsync(int step)
        {
            var (asked, lines, isCut) = (0, 1, true);
            for (; isCut && lines < Last; lines += step)
            {
                await IsConnectedAsync("up");
                var draft = Written(lines, "Once.");
                isCut = await KillAtAsync(lines, $"{draft.Id}/send?base=0", HttpMethod.Post, draft, "Sent");
                var card = CardOf(draft);
                var filed = UntilAsync(user, "Sent", draft.Subject, 1);
                if (await Task.WhenAny(filed, card.WaitForAsync(new() { Timeout = 70_000 })) == filed)
                {
                    await filed;
                    await UntilAsync(other, "INBOX", draft.Subject, 1);
                }
                else
                {
                    Assert.Equal(0, await CountAsync(user, "Sent", draft.Subject));
                    await card.ClickAsync();
                    await filed;
                    asked++;
                }

                Assert.InRange(await CountAsync(other, "INBOX", draft.Subject), 0, 1);
                Assert.Equal(1, await CountAsync(user, "Sent", draft.Subject));
                await UntilAsync(user, "Drafts", draft.Subject, 0);
            }

            TestContext.Current.TestOutputHelper?.WriteLine($"killed up to line {lines}, asked {asked} times");
            return (lines, asked);
        }

        /// <summary>Is killed at a line after which its writer is asked, and killed again before they answer.</summary>
        public async Task DecideWhileAwayAsync(int line)
        {
            var (draft, other) = (Written(line, "Once."), Written(line + 1, "Twice?"));
            Assert.True(await KillAtAsync(line, $"{other.Id}/send?base=0", HttpMethod.Post, other, "Sent"));
            await CardOf(other).WaitForAsync();
            Assert.True(await KillAtAsync(line, $"{draft.Id}/send?base=0", HttpMethod.Post, draft, "Sent"));
            await CardOf(draft).WaitForAsync();

            await webmail.KillAsync();
            await IsConnectedAsync("down");
            await CardOf(draft).ClickAsync();
            await webmail.StartAsync(Token);

            await UntilAsync(user, "Sent", draft.Subject, 1);
            await CardOf(draft).WaitForAsync(new() { State = WaitForSelectorState.Detached });
            Assert.Equal(1, await CardOf(other).CountAsync());
            Assert.Equal(0, await CountAsync(user, "Sent", other.Subject));
        }

        public async Task<int> SaveAllAsync(int step)
        {
            var (lines, isCut) = (1, true);
            for (; isCut && lines < Last; lines += step)
            {
                await IsConnectedAsync("up");
                var first = Written(lines, "First words.");
                Assert.Equal(204, await AskAsync($"{first.Id}?base=0", HttpMethod.Put, first));
                await UntilAsync(user, "Drafts", first.Subject, 1);

                var last = first with { Text = "Last words.", Revision = 2 };
                isCut = await KillAtAsync(lines, $"{last.Id}?base=1", HttpMethod.Put, last, null);
                await UntilAsync(user, "Drafts", last.Subject, 1, "Last words.");
            }

            TestContext.Current.TestOutputHelper?.WriteLine($"killed up to line {lines}");
            return lines;
        }

        public async ValueTask DisposeAsync()
        {
            TestContext.Current.TestOutputHelper?.WriteLine(webmail.LastWords);
            TestContext.Current.TestOutputHelper?.WriteLine(await mail.Page.EvaluateAsync<string>(
                "() => `${location.href} is ${document.documentElement.dataset.connection}: ${document.querySelector('.under-way')?.textContent ?? 'nothing'}`"));
            await context.CloseAsync();
            await webmail.DisposeAsync();
        }

        private async Task IsConnectedAsync(string state) =>
            await mail.Page.WaitForFunctionAsync("state => document.documentElement.dataset.connection === state", state);

        private ILocator CardOf(Draft draft) =>
            mail.Page.Locator(".card", new() { HasText = draft.Subject }).GetByRole(AriaRole.Button, new() { Name = "It was sent" });

        private Draft Written(int line, string text) => new()
        {
            Id = Draft.NewId(),
            From = user.Address,
            To = [other.Address],
            Subject = string.Create(CultureInfo.InvariantCulture, $"After line {line}."),
            Text = text,
            Revision = 1,
        };

        /// <summary>Asks for something and kills the webmail when so many lines have passed; <see langword="false"/> when it ended before.</summary>
        private async Task<bool> KillAtAsync(int lines, string path, HttpMethod method, Draft draft, string? mailbox)
        {
            var held = relay.HoldAfter(lines);
            var status = await AskAsync(path, method, draft);
            Assert.True(status is 0 or 200 or 204, $"{status} after line {lines}");
            var done = mailbox is null ? UntilAsync(user, "Drafts", draft.Subject, 1, draft.Text) : UntilAsync(user, mailbox, draft.Subject, 1);
            var isCut = await Task.WhenAny(held, done) == held;
            if (isCut)
                await webmail.KillAsync();
            relay.CutAfter(int.MaxValue);
            if (!isCut)
                return false;
            await webmail.StartAsync(Token);
            // As the page does: what was not answered is asked for again.
            if (status == 0)
                Assert.InRange(await AskAsync(path, method, draft), 200, 204);
            return true;
        }

        /// <summary>Asks as the composer does; 0 when there was no answer.</summary>
        private async Task<int> AskAsync(string path, HttpMethod method, Draft draft) => await mail.Page.EvaluateAsync<int>("""
            async ([path, method, body]) => {
              const { account } = document.getElementById('composers').dataset;
              try {
                const end = AbortSignal.timeout(10000);
                const headers = { 'X-Webmail': 'compose', 'Content-Type': 'application/json' };
                return (await fetch(`/api/compose/${account}/drafts/${path}`, { method, headers, body, signal: end })).status;
              } catch {
                return 0;
              }
            }
            """, new[] { path, method.Method, JsonSerializer.Serialize(draft, DraftJson.Options) });

        private async Task<int> CountAsync(TestUser whose, string mailbox, string subject)
        {
            using var client = await server.ConnectAsync(whose, Token);
            return (await FoundAsync(await OpenAsync(client, mailbox), subject, Token)).Count;
        }

        private async Task UntilAsync(TestUser whose, string mailbox, string subject, int count, string text = "")
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
            patience.CancelAfter(TimeSpan.FromMinutes(1));
            using var client = await server.ConnectAsync(whose, patience.Token);
            var folder = await OpenAsync(client, mailbox);
            while (true)
            {
                var found = await FoundAsync(folder, subject, patience.Token);
                if (found.Count == count && (text.Length == 0 || await TextOfAsync(folder, found[0], patience.Token) == text))
                    return;
                using var news = new CancellationTokenSource(TimeSpan.FromSeconds(1));
                await client.IdleAsync(news.Token, patience.Token);
            }
        }

        private static async Task<string> TextOfAsync(IMailFolder folder, UniqueId uid, CancellationToken token)
        {
            try
            {
                using var message = await folder.GetMessageAsync(uid, token);
                return message.TextBody?.Trim() ?? "";
            }
            catch (Exception e) when (e is MessageNotFoundException or FormatException)
            {
                return ""; // A newer one took its place meanwhile.
            }
        }

        private static Task<IList<UniqueId>> FoundAsync(IMailFolder folder, string subject, CancellationToken token) =>
            folder.SearchAsync(SearchQuery.SubjectContains(subject).And(SearchQuery.NotDeleted), token);

        private static async Task<IMailFolder> OpenAsync(MailKit.Net.Imap.ImapClient client, string mailbox)
        {
            var folder = mailbox == "INBOX" ? client.Inbox! : await client.GetFolderAsync(mailbox, Token);
            await folder.OpenAsync(FolderAccess.ReadOnly, Token);
            return folder;
        }
    }
}
