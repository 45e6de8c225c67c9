using System.Globalization;
using AngleSharp.Dom;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail;
using Webmail.Web.Features.Reading;
using Webmail.Web.Features.Reading.RemoteImages;
using Xunit;

namespace Webmail.Web.Tests.Features.Reading.RemoteImages;

public sealed class RemoteImagesNoteTests : BunitContext
{
    private static readonly Address Haruka = new("Haruka Ito", "haruka@ito.example");

    private readonly List<string> _chosen = [];

    public RemoteImagesNoteTests()
    {
        CultureInfo.CurrentUICulture = CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("en-GB");
        Services.AddLogging().AddLocalization();
    }

    [Theory]
    [InlineData(3, 0, "", "3 remote images are hidden to protect your privacy.")]
    [InlineData(1, 0, "", "1 remote image is hidden to protect your privacy.")]
    [InlineData(1, 2, "a.example b.example", "3 remote images are hidden to protect your privacy. 2 of them are trackers: a.example, b.example.")]
    [InlineData(4, 1, "a.example", "5 remote images are hidden to protect your privacy. 1 of them is a tracker: a.example.")]
    [InlineData(0, 1, "a.example", "1 remote image is hidden to protect your privacy. It is a tracker: a.example.")]
    [InlineData(0, 2, "a.example", "2 remote images are hidden to protect your privacy. All of them are trackers: a.example.")]
    [InlineData(1, 5, "a.example b.example c.example d.example e.example",
        "6 remote images are hidden to protect your privacy. 5 of them are trackers: a.example, b.example, c.example, and 2 more.")]
    public void It_says_what_is_hidden_and_who_would_be_told(int hidden, int trackers, string hosts, string words) =>
        Assert.Equal(words, Words(Show(new RemoteImageCount(0, hidden, trackers, [.. hosts.Split(' ', StringSplitOptions.RemoveEmptyEntries)]))));

    [Fact]
    public void It_says_what_is_shown_and_what_stays_hidden() => Assert.Equal(
        "2 remote images are shown. This server fetched them, so their owners do not see you. 1 tracker stays hidden: a.example.",
        Words(Show(new RemoteImageCount(2, 0, 1, ["a.example"]), shown: true)));

    [Fact]
    public async Task Images_are_shown_and_hidden_by_the_same_button()
    {
        var note = Show(new RemoteImageCount(0, 3, 0, []));
        await Button(note, "Show images").ClickAsync();
        note.Render(p => p.Add(n => n.Shown, true).Add(n => n.Images, new RemoteImageCount(3, 0, 0, [])));
        await Button(note, "Hide images").ClickAsync();

        Assert.Equal(["show True", "show False"], _chosen);
    }

    [Fact]
    public async Task A_sender_can_be_chosen_when_one_is_offered()
    {
        Assert.Single(Show(new RemoteImageCount(0, 3, 0, [])).FindAll("button"));

        await Button(Show(new RemoteImageCount(0, 3, 0, []), sender: Haruka), "Always from Haruka Ito").ClickAsync();

        Assert.Equal(["always"], _chosen);
    }

    [Fact]
    public void There_is_nothing_to_press_where_nothing_could_be_shown()
    {
        Assert.Empty(Show(new RemoteImageCount(0, 0, 2, ["a.example"]), sender: Haruka).FindAll("button"));
        Assert.Empty(Show(new RemoteImageCount(0, 3, 0, []), sender: Haruka, offered: false).FindAll("button"));
    }

    [Fact]
    public async Task A_choice_that_was_not_kept_is_told()
    {
        var note = Render<RemoteImagesNote>(p => p.Add(n => n.Images, new RemoteImageCount(0, 1, 0, [])).Add(n => n.Offered, true).Add(n => n.Sender, Haruka)
            .Add(n => n.Always, () => throw new MailException(MailFailure.ServerUnreachable, "imap.example")));

        await Button(note, "Always from Haruka Ito").ClickAsync();

        Assert.NotEmpty(note.Find("[role=alert]").TextContent);
        Assert.All(note.FindAll("button"), static button => Assert.False(button.HasAttribute("disabled")));
    }

    private IRenderedComponent<RemoteImagesNote> Show(RemoteImageCount images, bool shown = false, Address? sender = null, bool offered = true) =>
        Render<RemoteImagesNote>(p => p.Add(n => n.Images, images).Add(n => n.Shown, shown).Add(n => n.Offered, offered).Add(n => n.Sender, sender)
            .Add(n => n.Show, wanted => _chosen.Add($"show {wanted}")).Add(n => n.Always, () => _chosen.Add("always")));

    private static string Words(IRenderedComponent<RemoteImagesNote> note) =>
        string.Join(' ', note.Find(".grow").TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static IElement Button(IRenderedComponent<RemoteImagesNote> note, string name) =>
        note.FindAll("button").Single(button => button.TextContent.Trim() == name);
}
