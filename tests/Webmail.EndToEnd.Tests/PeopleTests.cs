using System.Globalization;
using System.Text.RegularExpressions;
using MailKit;
using Microsoft.Playwright;
using MimeKit;
using Webmail.EndToEnd.Tests.Harness;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.EndToEnd.Tests;

/// <summary>Whom somebody may write to next, and what they may have overlooked.</summary>
public sealed class PeopleTests(PostfixServer post, Browser browser) : IClassFixture<PostfixServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Device.Desktop, Theme.Light)]
    [InlineData(Device.Phone, Theme.Dark)]
    public async Task Somebody_written_to_before_is_suggested_chosen_with_keys_or_finger_and_can_be_taken_out(Device device, Theme theme)
    {
        await using var server = await post.StartWebmailAsync(Token);
        await using var context = await browser.NewContextAsync(device, theme);
        var page = await WriteAsync(context, server, "Haruka Ito <haruka@ito.example>", "佐藤 健一 <sato@ito.example>", "Hartmut Weber <hw@glas.example>");
        var field = page.Locator("[data-row=to] input");
        var list = page.GetByRole(AriaRole.Listbox, new() { Name = "Suggestions" });
        var options = list.GetByRole(AriaRole.Option);

        // The mailboxes are looked through in the background.
        await field.PressSequentiallyAsync("har");
        await UntilSuggestedAsync(field, options, 2);
        await Assertions.Expect(options.Locator("mark").First).ToHaveTextAsync("Har");
        await Assertions.Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "To" })).ToHaveAttributeAsync("aria-expanded", "true");
        await page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Root, "artifacts", "screenshots", $"people-{device}-{theme}.png".ToLowerInvariant()) });
        Assert.Empty(await Axe.AllFindingsAsync(page, ".cp"));

        // Escape closes the list, not the window; arrows and Enter choose.
        await field.PressAsync("Escape");
        await Assertions.Expect(list).ToBeHiddenAsync();
        await Assertions.Expect(field).ToHaveValueAsync("har");
        await field.FillAsync("ito");
        await Assertions.Expect(options).ToHaveCountAsync(2);
        var second = await options.Nth(1).Locator(".sg-mail").TextContentAsync();
        await field.PressAsync("ArrowDown");
        await Assertions.Expect(options.Nth(1)).ToHaveAttributeAsync("aria-selected", "true");
        await field.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-row=to] .rc")).ToHaveAttributeAsync("title", new Regex(Regex.Escape(second!)));

        // Who is there is not suggested again; a click or a finger chooses; kanji within a name find.
        await field.FillAsync("ito");
        await Assertions.Expect(options).ToHaveCountAsync(1);
        await options.First.ClickAsync();
        await Assertions.Expect(page.Locator("[data-row=to] .rc")).ToHaveCountAsync(2);
        await Assertions.Expect(field).ToBeFocusedAsync();
        await page.Locator("[data-row=to] .rc [data-remove]").First.ClickAsync();
        await page.Locator("[data-row=to] .rc [data-remove]").First.ClickAsync();
        await field.FillAsync("健一");
        await Assertions.Expect(options).ToHaveCountAsync(1);

        // Taken out of the suggestions for good.
        await field.FillAsync("hartmut");
        await Assertions.Expect(options).ToHaveCountAsync(1);
        await field.PressAsync("Shift+Delete");
        await Assertions.Expect(list).ToBeHiddenAsync();
        await field.FillAsync("");
        await field.FillAsync("hartmut");
        await Assertions.Expect(list).ToBeHiddenAsync();
    }

    [Fact]
    public async Task What_may_be_overlooked_is_said_once_and_all_at_once_and_sending_again_sends()
    {
        await using var server = await post.StartWebmailAsync(Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var page = await WriteAsync(context, server);
        var other = post.Mail.NewUser();
        var field = page.Locator("[data-row=to] input");
        await field.FillAsync(string.Join(", ", Enumerable.Range(0, 21).Select(i => i == 0 ? other.Address : string.Create(CultureInfo.InvariantCulture, $"{post.Mail.NewUser().Address}"))));
        await field.PressAsync("Enter");
        var text = page.GetByRole(AriaRole.Textbox, new() { Name = "Message text" });
        await text.FillAsync("資料を添付します。\n\nOn Friday, Nils wrote:\n> see attached");
        var said = page.Locator("[data-problem]");

        await page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();

        await Assertions.Expect(said).ToContainTextAsync("There is no subject.");
        await Assertions.Expect(said).ToContainTextAsync("speaks of an attachment");
        await Assertions.Expect(said).ToContainTextAsync("21 people will see");
        await said.GetByRole(AriaRole.Button, new() { Name = "Move to Bcc" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-row=bcc] .rc")).ToHaveCountAsync(21);
        await Assertions.Expect(page.Locator("[data-row=to] .rc")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await Assertions.Expect(text).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_quoted_attachment_is_not_missed()
    {
        await using var server = await post.StartWebmailAsync(Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var page = await WriteAsync(context, server);
        await page.Locator("[data-row=to] input").FillAsync(post.Mail.NewUser().Address);
        await page.GetByLabel("Subject").FillAsync("Plan");
        var text = page.GetByRole(AriaRole.Textbox, new() { Name = "Message text" });
        await text.FillAsync("Thank you.\n\nOn Friday, Nils wrote:\n> see attached\n> 添付");

        await page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();

        await Assertions.Expect(text).ToBeHiddenAsync();
    }

    // What is known comes a moment after the window: typed again until it is there.
    private static async Task UntilSuggestedAsync(ILocator field, ILocator options, int count)
    {
        var query = await field.InputValueAsync();
        for (var attempt = 0; attempt < 30 && await options.CountAsync() != count; attempt++)
        {
            await field.FillAsync("");
            await field.FillAsync(query);
            try
            {
                await Assertions.Expect(options).ToHaveCountAsync(count, new() { Timeout = 1_000 });
            }
            catch (PlaywrightException) when (attempt < 29)
            {
                // Not yet.
            }
        }

        await Assertions.Expect(options).ToHaveCountAsync(count);
    }

    private async Task<IPage> WriteAsync(IBrowserContext context, WebmailServer server, params string[] written)
    {
        var user = post.Mail.NewUser();
        await post.Mail.DeliverAsync(user, Letters.Plain("Welcome"), Token);
        using (var client = await post.Mail.ConnectAsync(user, Token))
        {
            var sent = await client.GetFolderAsync("Sent", Token);
            foreach (var recipient in written)
            {
                var message = new MimeMessage { Subject = "Kiln", Body = new TextPart("plain") { Text = "Friday" } };
                message.From.Add(MailboxAddress.Parse(user.Address));
                message.To.Add(MailboxAddress.Parse(recipient));
                await sent.AppendAsync(new AppendRequest(message, MessageFlags.Seen), Token);
            }
        }

        var mail = await MailPage.SignInAsync(context, server, user);
        await mail.Page.EvaluateAsync("() => document.querySelector('[data-compose=new]').click()");
        await mail.Page.Locator("[data-row=to] input").WaitForAsync();
        return mail.Page;
    }
}
