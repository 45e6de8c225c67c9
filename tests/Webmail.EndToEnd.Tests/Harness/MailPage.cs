using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.EndToEnd.Tests.Harness;

/// <summary>The mail page as its user finds it: by roles and names, never by how it is built.</summary>
public sealed class MailPage(IPage page)
{
    /// <summary>Whether the page answers to more than links and forms by now.</summary>
    public const string IsLive = "() => document.querySelector('[data-live]') !== null";

    public IPage Page { get; } = page;

    public ILocator List => Page.GetByRole(AriaRole.Grid, new() { Name = "Messages" });

    public ILocator Rows => List.GetByRole(AriaRole.Row);

    public ILocator Tree => Page.GetByRole(AriaRole.Tree, new() { Name = "Folders" });

    public ILocator Message => Page.GetByRole(AriaRole.Region, new() { Name = "Message", Exact = true });

    public IFrameLocator Body => Page.FrameLocator("iframe[title='Message body']");

    public ILocator Attachments => Message.GetByRole(AriaRole.List, new() { Name = "Attachments" });

    public ILocator SearchBox => Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search mail" });

    /// <summary>Signs in on the form and waits for the list.</summary>
    public static Task<MailPage> SignInAsync(IBrowserContext context, WebmailServer server, TestUser user) =>
        SignInAsync(context, server.Url, user);

    /// <summary>The same where the webmail is found at another address, behind a proxy.</summary>
    public static async Task<MailPage> SignInAsync(IBrowserContext context, string url, TestUser user) =>
        await SignInAsync(await context.NewPageAsync(), url, user);

    /// <summary>The same in a page that is there already.</summary>
    public static async Task<MailPage> SignInAsync(IPage page, string url, TestUser user)
    {
        // What the browser has to say is worth having when a test fails.
        var output = TestContext.Current.TestOutputHelper;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                output?.WriteLine($"{message.Type}: {message.Text}");
        };
        await page.GotoAsync(url);
        await page.GetByLabel("Email address").FillAsync(user.Address);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(user.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        var mail = new MailPage(page);
        await mail.ReadyAsync();
        return mail;
    }

    /// <summary>Waits until the list stands and the page answers to clicks.</summary>
    public async Task ReadyAsync()
    {
        await List.WaitForAsync();
        await Page.WaitForFunctionAsync(IsLive);
        // The script of the list gives one row the tab stop.
        await Rows.And(Page.Locator("[tabindex='0']")).First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
    }

    /// <summary>Signs out by the account's menu.</summary>
    public async Task SignOutAsync()
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = "Account" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
    }

    /// <summary>The row whose name holds the text.</summary>
    public ILocator Row(string text) => List.GetByRole(AriaRole.Row, new() { NameRegex = new Regex(Regex.Escape(text)) });

    /// <summary>A folder by the beginning of its name.</summary>
    public ILocator Folder(string name) =>
        Tree.GetByRole(AriaRole.Treeitem, new() { NameRegex = new Regex($"^{Regex.Escape(name)}(,|$)") });

    /// <summary>How many rows the whole list has.</summary>
    public async Task<int> CountAsync() => int.Parse(await List.GetAttributeAsync("aria-rowcount") ?? "-1", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Opens the message of a row and waits for its subject.</summary>
    public async Task OpenAsync(string subject)
    {
        await Row(subject).First.ClickAsync();
        await Message.GetByRole(AriaRole.Heading, new() { Name = subject }).First.WaitForAsync();
    }
}
