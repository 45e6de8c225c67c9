using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail;
using Webmail.Web.Features.Listing;
using Xunit;

namespace Webmail.Web.Tests.Features.Listing;

public sealed class MessageRowTests : BunitContext
{
    private static readonly MessageSummary Message = new()
    {
        Uid = new Uid(48213),
        Envelope = new Envelope
        {
            Subject = "Re: Kyoto workshop",
            From = [new Address("Haruka Ito", "haruka@ito.example")],
            To = [new Address("", "mika@lumen.example")],
        },
        InternalDate = new DateTimeOffset(2026, 11, 23, 10, 42, 0, TimeSpan.Zero),
        Preview = "The stair now turns",
    };

    public MessageRowTests() => Services.AddLocalization();

    [Fact]
    public void The_accessible_name_has_everything_that_applies_in_order()
    {
        var row = Row(Message with { HasAttachment = true, Flags = new MessageFlags(SystemFlags.Flagged, []) });

        Assert.Equal("unread, flagged, Haruka Ito, Re: Kyoto workshop, 10:42, attachment", row.GetAttribute("aria-label"));
    }

    [Fact]
    public void The_accessible_name_has_nothing_that_does_not_apply()
    {
        var row = Row(Message with { Flags = new MessageFlags(SystemFlags.Seen, []) });

        Assert.Equal("Haruka Ito, Re: Kyoto workshop, 10:42", row.GetAttribute("aria-label"));
    }

    [Fact]
    public void A_row_names_its_message_and_its_place()
    {
        var row = Row(Message);

        Assert.Equal("48213", row.GetAttribute("data-uid"));
        Assert.Equal("7", row.GetAttribute("aria-rowindex"));
        Assert.Equal("false", row.GetAttribute("aria-selected"));
        Assert.Equal("mail/x/INBOX/48213.1", row.QuerySelector("a")!.GetAttribute("href"));
    }

    [Fact]
    public void The_subject_is_shown_without_reply_prefix() => Assert.Equal("Kyoto workshop", Row(Message).QuerySelector("a")!.TextContent);

    [Fact]
    public void Words_of_a_search_are_marked_and_nothing_else_is_added()
    {
        var row = Row(Message, marks: ["kyoto"]);

        Assert.Equal("Kyoto", Assert.Single(row.QuerySelectorAll("mark")).TextContent);
        Assert.Equal("Kyoto workshop", row.QuerySelector("a")!.TextContent);
    }

    [Fact]
    public void Markup_in_a_subject_is_text()
    {
        var row = Row(Message with { Envelope = Message.Envelope with { Subject = "<img src=x onerror=alert(1)>" } }, marks: ["img"]);

        Assert.Equal("<img src=x onerror=alert(1)>", row.QuerySelector("a")!.TextContent);
        Assert.Empty(row.QuerySelectorAll("img"));
    }

    [Fact]
    public void Own_mail_shows_to_whom_it_goes()
    {
        var row = Row(Message, outgoing: true);

        Assert.Equal("unread, mika@lumen.example, Re: Kyoto workshop, 10:42", row.GetAttribute("aria-label"));
    }

    [Fact]
    public void Without_sender_and_subject_the_row_says_so()
    {
        var row = Row(Message with { Envelope = new Envelope() });

        Assert.Equal("unread, (no sender), (no subject), 10:42", row.GetAttribute("aria-label"));
    }

    [Fact]
    public void Two_labels_are_shown_and_the_others_counted()
    {
        var row = Row(Message with { Flags = new MessageFlags(SystemFlags.Seen, ["$Forwarded", "A", "B", "C", "D"]) });

        Assert.Equal(["A", "B"], row.QuerySelectorAll(".label").Select(static l => l.TextContent));
        Assert.Equal("+2", row.QuerySelector(".more")!.TextContent);
    }

    [Fact]
    public void A_label_has_its_name_and_its_colour()
    {
        var row = Row(Message with { Flags = new MessageFlags(SystemFlags.Seen, ["$label4", "&W7Zlzw-"]) });

        Assert.Equal(["To Do", "家族"], row.QuerySelectorAll(".label").Select(static l => l.TextContent));
        Assert.Contains("av-8", row.QuerySelector(".label")!.ClassList);
        Assert.Equal("To Do, 家族", row.GetAttribute("aria-description"));
    }

    [Fact]
    public void A_row_that_did_not_change_is_not_rendered_again()
    {
        var component = Render<MessageRow>(Parameters(Message));

        component.Render(Parameters(Message));
        Assert.Equal(1, component.RenderCount);

        component.Render(Parameters(Message with { Flags = new MessageFlags(SystemFlags.Seen, []) }));
        Assert.Equal(2, component.RenderCount);
    }

    [Theory]
    [InlineData(SystemFlags.None, "flag", "false")]
    [InlineData(SystemFlags.Flagged, "unflag", "true")]
    public void A_row_and_its_flag_button_say_what_is_and_what_a_press_makes_of_it(SystemFlags flags, string mark, string flagged)
    {
        var row = Row(Message with { Flags = new MessageFlags(flags, []) });

        Assert.Equal(flagged, row.GetAttribute("data-flagged"));
        Assert.Equal(mark, row.QuerySelector("button[aria-label=Flag]")!.GetAttribute("data-act"));
    }

    [Theory]
    [InlineData(SystemFlags.None, "archive delete seen flag")]
    [InlineData(SystemFlags.Seen | SystemFlags.Flagged, "archive delete unseen unflag")]
    public void The_buttons_of_a_row_ask_for_what_the_message_is_not(SystemFlags flags, string acts)
    {
        var row = Row(Message with { Flags = new MessageFlags(flags, []) });

        Assert.Equal(acts, string.Join(' ', row.QuerySelectorAll("button").Select(static b => b.GetAttribute("data-act"))));
        Assert.All(row.QuerySelectorAll("button"), static b => Assert.False(string.IsNullOrEmpty(b.GetAttribute("aria-label"))));
    }

    [Fact]
    public void The_avatar_picks_the_message_and_adds_nothing_to_what_is_read_aloud()
    {
        var pick = Row(Message).QuerySelector("[data-pick]")!;

        Assert.Equal("true", pick.GetAttribute("aria-hidden"));
        Assert.NotNull(pick.QuerySelector(".av"));
    }

    [Fact]
    public void A_message_that_vanished_leaves_a_row_without_name() =>
        Assert.False(Render<MessageRow>(parameters => parameters.Add(static r => r.Summary, null).Add(static r => r.Index, 3))
            .Find("[role=row]").HasAttribute("data-uid"));

    private AngleSharp.Dom.IElement Row(MessageSummary message, bool outgoing = false, string[]? marks = null) =>
        Render<MessageRow>(Parameters(message, outgoing, marks)).Find("[role=row]");

    private static readonly string[] NoMarks = [];

    private static Action<ComponentParameterCollectionBuilder<MessageRow>> Parameters(
        MessageSummary message, bool outgoing = false, string[]? marks = null) => parameters => parameters
            .Add(static r => r.Summary, message)
            .Add(static r => r.Index, 7)
            .Add(static r => r.Href, "mail/x/INBOX/48213.1")
            .Add(static r => r.DateText, "10:42")
            .Add(static r => r.Outgoing, outgoing)
            .Add(static r => r.Marks, marks ?? NoMarks);
}
