using Microsoft.Playwright;
using Webmail.EndToEnd.Tests.Harness;
using Xunit;

namespace Webmail.EndToEnd.Tests;

/// <summary>
/// What a hand does shows without the network. Where a test says "at once", nothing at all comes through the network meanwhile: no
/// clock of a busy machine is asked. The times it took with a round trip of 300 ms are written into the output.
/// </summary>
public sealed class SlowNetworkTests(Demo demo, Browser browser)
{
    private static readonly TimeSpan HalfOf300 = TimeSpan.FromMilliseconds(150);

    private const string WatchCursor = """
        () => {
          window.moves = [];
          addEventListener('keydown', ({ timeStamp, key }) => {
            const before = document.activeElement?.ariaRowIndex;
            const look = () => {
              if (key === 'j' && document.activeElement?.ariaRowIndex !== before) window.moves.push(Math.round(performance.now() - timeStamp));
              else requestAnimationFrame(look);
            };
            requestAnimationFrame(look);
          }, true);
        }
        """;

    private const string WatchTyping = """
        () => {
          window.typed = [];
          const text = document.querySelector('.ProseMirror');
          addEventListener('keydown', ({ timeStamp }) => {
            const before = text.textContent.length;
            const look = () => {
              if (text.textContent.length > before) window.typed.push(Math.round(performance.now() - timeStamp));
              else requestAnimationFrame(look);
            };
            requestAnimationFrame(look);
          }, true);
        }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Twenty_keys_in_a_second_at_300_ms_end_on_the_twentieth_row()
    {
        await using var relay = new Relay(demo.Webmail.Port) { Delay = HalfOf300 };
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var mail = await MailPage.SignInAsync(context, relay.Url, await demo.PersonAsync(Token));
        await mail.Page.EvaluateAsync(WatchCursor);

        for (var i = 0; i < 20; i++)
        {
            await mail.Page.Keyboard.PressAsync("j");
            await Task.Delay(40, Token);
        }

        await Assertions.Expect(mail.List.Locator("[role=row]:focus")).ToHaveAttributeAsync("aria-rowindex", "20");
        var times = await mail.Page.EvaluateAsync<int[]>("() => window.moves");
        Assert.Equal(20, times.Length);
        TestContext.Current.TestOutputHelper?.WriteLine($"from key to highlight: median {times.Order().ElementAt(10)} ms, longest {times.Max()} ms");
    }

    [Fact]
    public async Task What_is_typed_into_a_message_shows_at_once_and_is_saved_when_the_network_is_back()
    {
        await using var relay = new Relay(demo.Webmail.Port) { Delay = HalfOf300 };
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var user = demo.Mail.NewUser();
        await demo.Mail.DeliverAsync(user, Letters.Plain("Welcome"), Token);
        var mail = await MailPage.SignInAsync(context, relay.Url, user);
        await mail.Page.Keyboard.PressAsync("c");
        await mail.Page.Locator(".ProseMirror").WaitForAsync();
        var text = mail.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Textbox, new() { Name = "Message text" });
        await text.ClickAsync();
        await mail.Page.EvaluateAsync(WatchTyping);
        await mail.Page.Keyboard.TypeAsync("Over a slow network.", new() { Delay = 30 });
        var times = await mail.Page.EvaluateAsync<int[]>("() => window.typed");
        Assert.Equal("Over a slow network.".Length, times.Length);
        TestContext.Current.TestOutputHelper?.WriteLine($"from key to the next frame with it: median {times.Order().ElementAt(10)} ms, longest {times.Max()} ms");

        relay.Freeze();
        await mail.Page.Keyboard.TypeAsync(" And without any.");
        Assert.Equal("Over a slow network. And without any.", await text.InnerTextAsync());
        relay.ComeBack();

        await Assertions.Expect(mail.Page.Locator("[data-status]")).ToContainTextAsync("Draft saved", new() { Timeout = 60_000 });
    }

    [Fact]
    public async Task Cursor_and_marks_move_at_once_and_arrive_when_the_network_does()
    {
        await using var relay = new Relay(demo.Webmail.Port);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var user = demo.Mail.NewUser();
        foreach (var i in Enumerable.Range(1, 30))
            await demo.Mail.DeliverAsync(user, Letters.Plain($"Letter {i}"), Token);
        var mail = await MailPage.SignInAsync(context, relay.Url, user);

        relay.Freeze();
        await mail.Row("Letter 30").HoverAsync();
        await mail.Row("Letter 30").GetByRole(AriaRole.Button, new() { Name = "Flag" }).ClickAsync();
        await Assertions.Expect(mail.Row("Letter 30")).ToHaveAttributeAsync("data-flagged", "true");
        for (var i = 1; i < 20; i++)
            await mail.Page.Keyboard.PressAsync("j");
        await Assertions.Expect(mail.List.Locator("[role=row]:focus")).ToHaveAttributeAsync("aria-rowindex", "20");
        relay.ComeBack();

        await Assertions.Expect(mail.Row("flagged, ")).ToHaveCountAsync(1, new() { Timeout = 30_000 });
        await Assertions.Expect(mail.List.Locator("[role=row]:focus")).ToHaveAttributeAsync("aria-rowindex", "20");
    }

    [Fact]
    public async Task Messages_the_page_holds_are_opened_at_once()
    {
        await using var relay = new Relay(demo.Webmail.Port);
        await using var context = await browser.NewContextAsync(Device.Desktop);
        var user = demo.Mail.NewUser();
        foreach (var i in Enumerable.Range(1, 5))
            await demo.Mail.DeliverAsync(user, Letters.Plain($"Letter {i}", $"The text of letter {i}."), Token);
        var mail = await MailPage.SignInAsync(context, relay.Url, user);
        await mail.OpenAsync("Letter 4");
        // Its neighbours are made ready for whoever goes on reading.
        foreach (var neighbour in new[] { 3, 5 })
            await mail.Page.FrameLocator($"[hidden] iframe >> nth={(neighbour == 3 ? 0 : 1)}").Locator("body").WaitForAsync(new() { State = WaitForSelectorState.Attached });

        relay.Freeze();
        foreach (var i in new[] { 3, 4, 5 })
        {
            await mail.Row($"Letter {i}").ClickAsync();
            await Assertions.Expect(mail.Message.GetByRole(AriaRole.Heading, new() { Name = $"Letter {i}" })).ToBeVisibleAsync();
            await Assertions.Expect(mail.Body.GetByText($"The text of letter {i}.")).ToBeVisibleAsync();
            await Assertions.Expect(mail.Row($"Letter {i}")).ToHaveAttributeAsync("aria-current", "true");
        }

        relay.ComeBack();
        await Place.UsableAsync(mail.Page);
        await Assertions.Expect(mail.Message.GetByRole(AriaRole.Heading, new() { Name = "Letter 5" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_slow_network_that_loses_segments_is_only_slow()
    {
        await using var relay = new Relay(demo.Webmail.Port) { Delay = HalfOf300, Loss = 0.01 };
        await using var context = await browser.NewContextAsync(Device.Phone);
        var user = demo.Mail.NewUser();
        foreach (var i in Enumerable.Range(1, 12))
            await demo.Mail.DeliverAsync(user, Letters.Plain($"Letter {i}", $"The text of letter {i}."), Token);
        var mail = await MailPage.SignInAsync(context, relay.Url, user);
        var document = (await Place.OfAsync(mail.Page)).Document;

        foreach (var i in Enumerable.Range(3, 4))
        {
            await mail.OpenAsync($"Letter {i}");
            await Assertions.Expect(mail.Body.GetByText($"The text of letter {i}.")).ToBeVisibleAsync(new() { Timeout = 15_000 });
            await mail.Page.GoBackAsync();
            await Assertions.Expect(mail.Row($"Letter {i}")).ToBeVisibleAsync();
        }

        await mail.SearchBox.FocusAsync();
        await mail.Page.Keyboard.TypeAsync("Letter 7");
        await mail.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(mail.List).ToHaveAttributeAsync("aria-rowcount", "1", new() { Timeout = 15_000 });
        Assert.Equal(document, (await Place.OfAsync(mail.Page)).Document);
    }
}
