using Webmail.Mail.Messages;
using Webmail.Web.Features.Reading;
using Xunit;

namespace Webmail.Web.Tests.Features.Reading;

public sealed class AttachmentCardTests
{
    [Theory]
    [InlineData("plan.png", "image/png", AttachmentOpens.Image)]
    [InlineData("plan.svg", "image/svg+xml", AttachmentOpens.Nowhere)]
    [InlineData("plan.pdf", "application/pdf", AttachmentOpens.Pdf)]
    [InlineData("plan", "application/x-pdf", AttachmentOpens.Pdf)]
    [InlineData("plan.pdf", "application/octet-stream", AttachmentOpens.Nowhere)]
    [InlineData("page.html", "text/html", AttachmentOpens.Nowhere)]
    [InlineData("invite.ics", "text/calendar", AttachmentOpens.Nowhere)]
    [InlineData("winmail.dat", "application/ms-tnef", AttachmentOpens.Contents)]
    [InlineData("WINMAIL.DAT", "application/octet-stream", AttachmentOpens.Contents)]
    public void Only_what_is_safe_to_show_opens(string name, string type, AttachmentOpens opens) =>
        Assert.Equal(opens, AttachmentCard.Of(Part(name, type, 1000)).Opens);

    [Fact]
    public void A_message_opens_in_the_pane() =>
        Assert.Equal(AttachmentOpens.Pane, AttachmentCard.Of(Part("Fwd.eml", "message/rfc822", 1000) with { IsMessage = true }).Opens);

    [Theory]
    [InlineData(25 * 1024 * 1024, AttachmentOpens.Pdf)]
    [InlineData((25 * 1024 * 1024) + 1, AttachmentOpens.Nowhere)]
    public void A_PDF_opens_up_to_a_limit(long size, AttachmentOpens opens) =>
        Assert.Equal(opens, AttachmentCard.Of(Part("plan.pdf", "application/pdf", size)).Opens);

    [Theory]
    [InlineData(500_000, true)]
    [InlineData(600_000, false)]
    public void A_large_image_is_not_fetched_for_a_thumbnail(long size, bool thumbnail) =>
        Assert.Equal(thumbnail, AttachmentCard.Of(Part("photo.jpg", "image/jpeg", size)).HasThumbnail);

    [Theory]
    [InlineData("見積書_改訂版.xlsx", "application/octet-stream", "見積書_改訂版", ".xlsx", "XLS")]
    [InlineData("archive.tar.gz", "application/gzip", "archive.tar", ".gz", "ZIP")]
    [InlineData("README", "text/plain", "README", "", "FILE")]
    [InlineData("strange.ƒøø", "x/y", "strange", ".ƒøø", "FILE")]
    public void The_extension_stays_and_names_the_kind(string name, string type, string stem, string extension, string mark)
    {
        var card = AttachmentCard.Of(Part(name, type, 1000));

        Assert.Equal((stem, extension, mark), (card.Stem, card.Extension, card.Mark));
    }

    private static Attachment Part(string name, string type, long size) => new("2", name, type, size, "base64", "", IsMessage: false);
}
