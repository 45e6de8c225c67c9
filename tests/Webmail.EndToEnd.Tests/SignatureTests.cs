using System.Text.Json;
using Microsoft.Playwright;
using Webmail.EndToEnd.Tests.Harness;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.EndToEnd.Tests;

/// <summary>Signatures with looks and pictures: written in the settings, put into messages, and as they arrive over a real Postfix.</summary>
public sealed class SignatureTests(PostfixServer post, Browser browser) : IClassFixture<PostfixServer>
{
    private const string ReadByPython = """
        import sys, json, email, email.policy
        message = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
        print(json.dumps({
          'types': [part.get_content_type() for part in message.walk()],
          'plain': message.get_body(('plain',)).get_content(),
          'html': message.get_body(('html',)).get_content(),
          'pictures': [[part['content-id'], part.get_content_disposition(), len(part.get_content())] for part in message.walk() if part.get_content_maintype() == 'image'],
          'defects': [str(defect) for part in message.walk() for defect in part.defects],
        }))
        """;

    /// <summary>120 pixels wide, all of one colour.</summary>
    private const string Logo = "iVBORw0KGgoAAAANSUhEUgAAAHgAAAAoCAMAAAACNM4XAAAAA1BMVEXCVwzJHfhMAAAAHElEQVR42u3BAQ0AAADCoPdPbQ43oAAAAADg3wAS6AABYkkn9QAAAABJRU5ErkJggg==";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_signature_with_a_picture_is_written_once_follows_From_and_arrives_whole()
    {
        var (user, other) = (await post.NewReaderAsync(Token), post.Mail.NewUser());
        var logo = new FilePayload { Name = "logo.png", MimeType = "image/png", Buffer = Convert.FromBase64String(Logo) };
        await using var server = await post.StartWebmailAsync(Token);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, server, user);
        var page = mail.Page;
        await page.GotoAsync(new Uri(new Uri(page.Url), "/settings/identities").ToString());

        // The own address has formatting and a picture, another one plain text.
        await page.GetByRole(AriaRole.Button, new() { Name = $"Edit {user.Address}" }).ClickAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Formatting and pictures" }).CheckAsync();
        var editor = page.Locator(".signature .ProseMirror");
        await editor.ClickAsync();
        await page.Keyboard.TypeAsync("**Mika Lumen**");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.TypeAsync("Kiln and cup ");
        await ChooseAsync(page, new FilePayload { Name = "photo.gif", MimeType = "image/gif", Buffer = new byte[101 * 1024] });
        await Assertions.Expect(page.GetByText("“photo.gif” is too large: a picture in a signature may have 100 KB.")).ToBeVisibleAsync();
        await ChooseAsync(page, logo);
        await Assertions.Expect(editor.GetByRole(AriaRole.Img, new() { Name = "logo" })).ToHaveJSPropertyAsync("naturalWidth", 120);
        Assert.Empty(await Axe.SeriousFindingsAsync(page));
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByText("The identity was saved.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add identity" }).ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true }).FillAsync("Sales");
        await page.GetByLabel("Email address").FillAsync("sales@shop.example");
        await page.GetByLabel("Signature").FillAsync("Sales desk");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = $"Edit {user.Address}" }).ClickAsync();
        await Assertions.Expect(editor.GetByRole(AriaRole.Img, new() { Name = "logo" })).ToHaveJSPropertyAsync("naturalWidth", 120);
        await Assertions.Expect(editor.Locator("strong")).ToHaveTextAsync("Mika Lumen");

        await page.GotoAsync(new Uri(new Uri(page.Url), "/").ToString());
        await mail.ReadyAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "New message" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "To", Exact = true }).FillAsync($"{other.Address},");
        await page.GetByLabel("Subject").FillAsync("Signed");
        var window = page.GetByRole(AriaRole.Dialog, new() { Name = "Signed" });
        var text = window.Locator(".ProseMirror");
        var picture = text.GetByRole(AriaRole.Img, new() { Name = "logo" });
        await Assertions.Expect(picture).ToHaveJSPropertyAsync("naturalWidth", 120);

        // Another sender has another signature; undone or chosen again, the first is there with its picture.
        var from = window.GetByRole(AriaRole.Combobox, new() { Name = "From" });
        await from.SelectOptionAsync(new SelectOptionValue { Label = "Sales <sales@shop.example>" });
        await Assertions.Expect(text).ToContainTextAsync("Sales desk");
        await Assertions.Expect(text).Not.ToContainTextAsync("Mika Lumen");
        await Assertions.Expect(picture).ToHaveCountAsync(0);
        await text.FocusAsync();
        await page.Keyboard.PressAsync("Control+z");
        await Assertions.Expect(picture).ToHaveJSPropertyAsync("naturalWidth", 120);
        await page.Keyboard.PressAsync("Control+Shift+z");
        await Assertions.Expect(text).ToContainTextAsync("Sales desk");
        await from.SelectOptionAsync(new SelectOptionValue { Label = user.Address });
        await Assertions.Expect(text.Locator("strong")).ToHaveTextAsync("Mika Lumen");
        await Assertions.Expect(text).Not.ToContainTextAsync("Sales desk");
        await Assertions.Expect(picture).ToHaveJSPropertyAsync("naturalWidth", 120);
        await Assertions.Expect(window.Locator("[data-status]")).ToContainTextAsync("Draft saved");
        await page.ReloadAsync();
        await Assertions.Expect(picture).ToHaveJSPropertyAsync("naturalWidth", 120);
        await window.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();

        var read = await post.ReadByPythonAsync(other, "Signed", ReadByPython, Token);
        Assert.Empty(read.GetProperty("defects").EnumerateArray());
        Assert.Equal(
            ["multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png"],
            read.GetProperty("types").EnumerateArray().Select(static one => one.GetString()));
        Assert.Contains("\n-- \nMika Lumen\nKiln and cup [logo]\n", read.GetProperty("plain").GetString(), StringComparison.Ordinal);
        var html = read.GetProperty("html").GetString()!;
        Assert.Contains("<strong>Mika Lumen</strong>", html, StringComparison.Ordinal);
        JsonElement[] part = [.. Assert.Single(read.GetProperty("pictures").EnumerateArray()).EnumerateArray()];
        Assert.Contains($"src=\"cid:{part[0].GetString()!.Trim('<', '>')}\"", html, StringComparison.Ordinal);
        Assert.Equal(("inline", logo.Buffer.Length), (part[1].GetString(), part[2].GetInt32()));
    }

    private static async Task ChooseAsync(IPage page, FilePayload file)
    {
        var chooser = await page.RunAndWaitForFileChooserAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Insert picture" }).ClickAsync());
        await chooser.SetFilesAsync(file);
    }
}
