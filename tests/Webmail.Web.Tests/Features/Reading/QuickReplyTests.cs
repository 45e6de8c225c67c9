using System.Globalization;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail;
using Webmail.Web.Features.Reading;
using Webmail.Web.Session;
using Xunit;

namespace Webmail.Web.Tests.Features.Reading;

public sealed class QuickReplyTests : BunitContext
{
    private static readonly MessageKey Key = new(new MailboxName("Clients/Ito"), 7, new Uid(42));
    private static readonly Address Own = new("Mika", "mika@lumen.example");
    private static readonly Address Haruka = new("Haruka Ito", "haruka@ito-architects.example");

    public QuickReplyTests()
    {
        CultureInfo.CurrentUICulture = CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("en-GB");
        Services.AddLogging().AddLocalization();
        var current = new CurrentAccount();
        var server = new MailServer("imap.example", 993, ConnectionSecurity.Auto);
        current.Set(new MailAccount(Own.Email, Own.Email, server, server), "session");
        Services.AddSingleton(current);
    }

    [Fact]
    public void It_says_whom_an_answer_goes_to_and_which_message_it_answers()
    {
        var field = Show(new Envelope { From = [Haruka], To = [Own] }).Find("textarea");

        Assert.Equal("Reply to Haruka Ito…", field.GetAttribute("aria-label"));
        Assert.Equal(("Clients/Ito", "7", "42"), (field.GetAttribute("data-mailbox"), field.GetAttribute("data-validity"), field.GetAttribute("data-uid")));
        // As the browser finds it by the origin of a draft.
        Assert.Equal("Clients/Ito/7/42", field.GetAttribute("data-quick-reply"));
    }

    [Fact]
    public void Where_answers_are_wanted_elsewhere_it_names_those() =>
        Assert.Equal("Reply to The studio…", Show(new Envelope { From = [Haruka], ReplyTo = [new Address("The studio", "studio@ito-architects.example")] })
            .Find("textarea").GetAttribute("placeholder"));

    [Fact]
    public void An_answer_to_a_letter_of_ones_own_goes_to_those_who_got_it() =>
        Assert.Equal("Reply to Haruka Ito…", Show(new Envelope { From = [Own], To = [Haruka] }).Find("textarea").GetAttribute("placeholder"));

    [Fact]
    public void What_is_written_has_its_place_before_the_message_is_there()
    {
        var reply = Show(null);

        Assert.Empty(reply.FindAll("textarea"));
        Assert.Equal("Clients/Ito/7/42", reply.Find("[data-reply-place]").GetAttribute("data-reply-place"));
    }

    private IRenderedComponent<QuickReply> Show(Envelope? envelope) =>
        Render<QuickReply>(p => p.Add(c => c.Message, Key).Add(c => c.Envelope, envelope));
}
