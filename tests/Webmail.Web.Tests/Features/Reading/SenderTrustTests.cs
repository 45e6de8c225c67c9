using System.Globalization;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail;
using Webmail.Mail.Messages;
using Webmail.Mail.People;
using Webmail.Mail.Trust;
using Webmail.Web.Features.Reading;
using Xunit;

namespace Webmail.Web.Tests.Features.Reading;

/// <summary>What the header of a message says about its sender.</summary>
public sealed class SenderTrustTests : BunitContext
{
    public SenderTrustTests() => Services.AddLocalization();

    [Theory]
    [InlineData(SenderProof.Dmarc, "Verified: shop.example vouches for this message (DMARC)")]
    [InlineData(SenderProof.Dkim, "Verified: signed by shop.example (DKIM)")]
    [InlineData(SenderProof.Spf, "Verified: came from a server of shop.example (SPF)")]
    public void The_badge_tells_which_domain_vouches_and_how(SenderProof how, string words)
    {
        var badge = Badge(new SenderTrust(SenderVerdict.Verified, "shop.example", how)).Find("[role=img]");

        Assert.Equal((words, words), (badge.GetAttribute("aria-label"), badge.GetAttribute("title")));
    }

    [Theory]
    [InlineData(SenderVerdict.Unknown, "Ann", "shop.example")]
    [InlineData(SenderVerdict.Failed, "Ann", "shop.example")]
    [InlineData(SenderVerdict.Verified, "boss@company.example", "shop.example")]
    [InlineData(SenderVerdict.Verified, "Ann", "xn--pypal-4ve.example")]
    public void There_is_none_without_proof_or_beside_what_misleads(SenderVerdict verdict, string name, string domain) =>
        Assert.Empty(Badge(new SenderTrust(verdict, domain, SenderProof.Dmarc), name).FindAll("[role=img]"));

    [Fact]
    public void There_is_none_until_the_message_is_open() => Assert.Empty(Render<SenderBadge>().FindAll("[role=img]"));

    [Theory]
    [InlineData(SenderDoubtKind.Disowned, true, "This message is probably not from a@b.example: the mail server checked it, and a@b.example does not vouch for it.")]
    [InlineData(SenderDoubtKind.NameIsAddress, true, "The sender's name says a@b.example, but the message is from eve@evil.example.")]
    [InlineData(SenderDoubtKind.NameOfContact, true, "Somebody you write to has the same name and the address a@b.example. This message is from eve@evil.example.")]
    [InlineData(SenderDoubtKind.ReplyElsewhere, false, "Answers go to eve@evil.example, at another domain.")]
    [InlineData(SenderDoubtKind.FirstContact, false, "This is the first message from eve@evil.example in your inbox.")]
    public void Each_doubt_is_told_in_plain_words(SenderDoubtKind kind, bool warns, string words)
    {
        var note = Notes("eve@evil.example", new SenderDoubt(kind, "a@b.example", "eve@evil.example")).Find("[role=note]");

        Assert.Equal(words, note.TextContent.Trim());
        Assert.Equal(warns, note.ClassList.Contains("warn"));
    }

    [Fact]
    public void Warnings_stand_each_for_itself_and_what_is_less_in_one_line()
    {
        var notes = Notes(
            "eve@evil.example", new(SenderDoubtKind.Disowned, "evil.example", ""), new(SenderDoubtKind.NameIsAddress, "a@b.example", "eve@evil.example"),
            new(SenderDoubtKind.ReplyElsewhere, "eve@evil.example", "x@y.example"), new(SenderDoubtKind.FirstContact, "", "eve@evil.example")).FindAll("[role=note]");

        Assert.Equal([true, true, false], notes.Select(static note => note.ClassList.Contains("warn")));
    }

    [Fact]
    public void A_domain_that_looks_like_another_is_written_out() =>
        Assert.Contains("xn--pypal-4ve.example", Notes("eve@p\u0430ypal.example").Find(".note.warn").TextContent, StringComparison.Ordinal);

    [Fact]
    public void An_ordinary_sender_gets_no_note() => Assert.Empty(Notes("ann@shop.example").FindAll("[role=note]"));

    [Fact]
    public void In_japanese_every_word_is()
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("ja");

        foreach (var kind in Enum.GetValues<SenderDoubtKind>())
            Assert.Matches("[ぁ-ん]", Notes("eve@evil.example", new SenderDoubt(kind, "a@b.example", "eve@evil.example")).Markup);
        foreach (var how in new[] { SenderProof.Dmarc, SenderProof.Dkim, SenderProof.Spf })
            Assert.Contains("確認済み", Badge(new SenderTrust(SenderVerdict.Verified, "shop.example", how)).Markup, StringComparison.Ordinal);
    }

    private IRenderedComponent<SenderBadge> Badge(SenderTrust trust, string name = "Ann") => Render<SenderBadge>(p => p.Add(c => c.Opened, new Message
    {
        Key = new MessageKey(MailboxName.Inbox, 1, new Uid(1)),
        Envelope = new Envelope { From = [new Address(name, $"ann@{trust.Domain}")] },
        Sender = trust,
    }));

    private IRenderedComponent<SenderNotes> Notes(string from, params SenderDoubt[] doubts) =>
        Render<SenderNotes>(p => p.Add(c => c.Author, new Address("Eve", from)).Add(c => c.Doubts, doubts));
}
