using Webmail.Mail.Attaching;
using Xunit;

namespace Webmail.Mail.Tests.Attaching;

/// <summary>Which pictures a text shows.</summary>
public sealed class DraftAttachmentNameTests
{
    [Theory]
    [InlineData("a+b@ito.example", "<img src=\"cid:a+b@ito.example\">", true)]
    [InlineData("a+b@ito.example", "<img src=\"cid:a%2Bb%40ito.example\" alt=\"cid:x\">", true)]
    [InlineData("a@ito.example", "<img src='cid:a@ito.example'>", true)]
    [InlineData("a@ito.example", "<img src=\"cid:a@ito.example.net\">", false)]
    [InlineData("a@ito.example", "a@ito.example", false)]
    public void A_picture_is_shown_under_each_spelling_of_its_name(string cid, string html, bool shown)
    {
        var picture = new DraftAttachment { Id = DraftAttachment.NewId(), MediaType = "image/png", Cid = cid, Inline = true };

        Assert.Equal(shown, picture.IsShownIn(html));
        Assert.False((picture with { Inline = false }).IsShownIn(html));
    }
}
