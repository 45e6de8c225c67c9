using Webmail.Mail;
using Webmail.Mail.Settings;
using Webmail.Mail.Trust;
using Webmail.Web.Features.Reading.RemoteImages;
using Xunit;

namespace Webmail.Web.Tests.Features.Reading.RemoteImages;

public sealed class RemoteImageRulesTests
{
    private static readonly Envelope FromHaruka = new() { From = [new Address("Haruka", "Haruka@ito.example")] };
    private static readonly AccountSettings Chosen = AccountSettings.Default.AlwaysShowImagesFrom("haruka@ito.example");
    private static readonly AccountSettings Contacts = AccountSettings.Default.ShowImages(RemoteImageChoice.FromContacts);

    [Fact]
    public void Nothing_is_shown_until_somebody_chose() => Assert.False(Decide(AccountSettings.Default, wasWrittenTo: true).AreShown);

    [Fact]
    public void A_chosen_sender_is_shown() => Assert.Equal(new RemoteImageDecision(true, null), Decide(Chosen));

    [Fact]
    public void People_who_were_written_to_are_shown_when_that_is_chosen()
    {
        Assert.True(Decide(Contacts, wasWrittenTo: true).AreShown);
        Assert.False(Decide(Contacts, wasWrittenTo: false).AreShown);
    }

    [Fact]
    public void A_proven_sender_is_offered_to_be_chosen() => Assert.Equal("Haruka@ito.example", Decide(AccountSettings.Default).Sender?.Email);

    [Theory]
    [InlineData(SenderVerdict.Unknown)]
    [InlineData(SenderVerdict.Failed)]
    public void Who_may_be_somebody_else_is_neither_shown_nor_offered(SenderVerdict verdict)
    {
        Assert.Equal(RemoteImageDecision.Ask, Decide(Chosen, verdict: verdict));
        Assert.Equal(RemoteImageDecision.Ask, Decide(Contacts, wasWrittenTo: true, verdict: verdict));
    }

    [Fact]
    public void Junk_shows_nothing_by_itself_whoever_it_is_from()
    {
        Assert.Equal(RemoteImageDecision.Ask, Decide(Chosen, inJunk: true));
        Assert.Equal(RemoteImageDecision.Ask, Decide(Contacts, wasWrittenTo: true, inJunk: true));
    }

    [Fact]
    public void A_message_of_several_people_or_of_nobody_is_nobodys()
    {
        var two = FromHaruka with { From = [.. FromHaruka.From, new Address("", "kenji@ito.example")] };

        Assert.Equal(RemoteImageDecision.Ask, Decide(Chosen, envelope: two));
        Assert.Equal(RemoteImageDecision.Ask, Decide(Chosen, envelope: new Envelope()));
    }

    private static RemoteImageDecision Decide(
        AccountSettings settings, bool wasWrittenTo = false, SenderVerdict verdict = SenderVerdict.Verified, bool inJunk = false, Envelope? envelope = null) =>
        RemoteImageRules.Decide(envelope ?? FromHaruka, verdict, inJunk, settings, email => wasWrittenTo && email == "Haruka@ito.example");
}
