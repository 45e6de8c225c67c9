using Webmail.Mail.Attaching;
using Webmail.Mail.Composing.Identities;
using Webmail.Mail.Settings;
using Webmail.Web.Features.Identities;
using Webmail.Web.Shared;
using Xunit;

namespace Webmail.Web.Tests.Features.Identities;

/// <summary>Signatures as a browser says they are.</summary>
public sealed class SignatureTests
{
    private static readonly SignaturePicture Logo = new(
        $"{new string('a', 32)}@signature", "logo.png", "image/png", 1_000, new AttachmentSource("Webmail-Settings", 1, 1, "1", "base64"));

    private static string Shown => $"<img src=\"cid:{Logo.Cid}\" alt=\"logo\">";

    [Theory]
    [InlineData("<p style=\"margin:0\">Mika <strong>Lumen</strong></p>", "<p style=\"margin:0\">Mika <strong>Lumen</strong></p>", "Mika Lumen")]
    [InlineData("<script>alert(1)</script><p onclick=\"x\" style=\"margin:0;position:fixed;background:url(//e)\">Mika</p>", "<p style=\"margin:0\">Mika</p>", "Mika")]
    [InlineData("<p style=\"margin:0\"><img src=\"https://e.example/x.png\" alt=\"Plan\"><img src=\"cid:other@signature\" alt=\"Gone\"></p>", "<p style=\"margin:0\">[Plan][Gone]</p>", "[Plan][Gone]")]
    [InlineData("<p style=\"margin:0\"><img src=\"data:image/png;base64,iVBO\" alt=\"Inside\"></p>", "<p style=\"margin:0\">[Inside]</p>", "[Inside]")]
    [InlineData("", "", "")]
    public void What_is_kept_is_harmless_and_shows_only_pictures_that_are_there(string written, string html, string text) =>
        Assert.Equal((html, text), RichSignature.Clean(written, [Logo]));

    [Fact]
    public void A_picture_that_is_there_stays()
    {
        var (html, text) = RichSignature.Clean($"<p style=\"margin:0\">{Shown}</p>", [Logo]);

        Assert.Equal([Logo.Cid], SignaturePicture.CidsIn(html));
        Assert.Equal("[logo]", text);
    }

    [Fact]
    public void What_the_editor_says_becomes_the_text_and_its_looks()
    {
        var form = IdentityForm.New();
        form.Address = "sales@shop.example";

        form.Write(new WrittenSignature($"<p style=\"margin:0\"><strong>Sales</strong></p><p style=\"margin:0\">{Shown}</p>", "believed by nobody", false), [Logo]);

        Assert.Equal(IdentityProblem.None, form.Problem);
        Assert.Equal("Sales\n[logo]", form.Settings().Signature);
        Assert.StartsWith("<p style=\"margin:0\"><strong>Sales</strong></p>", form.Settings().SignatureHtml, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<p style=\"margin:0\"></p><p style=\"margin:0\"> </p>", "", "")]
    [InlineData("", "Sales desk\n", "Sales desk")]
    public void What_has_no_looks_is_plain_text(string html, string text, string kept)
    {
        var form = IdentityForm.New();

        form.Write(new WrittenSignature(html, text, false), []);

        Assert.Equal((kept, ""), (form.Settings().Signature, form.Settings().SignatureHtml));
    }

    [Fact]
    public void What_is_too_much_is_a_problem_until_it_is_less()
    {
        var form = IdentityForm.New();
        form.Address = "sales@shop.example";
        var large = Logo with { Size = SignaturePicture.MaxBytesOfAll + 1 };

        form.Write(new WrittenSignature("", "", true), []);
        Assert.Equal(IdentityProblem.SignatureTooLong, form.Problem);
        form.Write(new WrittenSignature($"<p>{new string('x', IdentitySettings.MaxSignatureHtml)}</p>", "", false), []);
        Assert.Equal(IdentityProblem.SignatureTooLong, form.Problem);
        form.Write(new WrittenSignature($"<p>{Shown}</p>", "", false), [large]);
        Assert.Equal(IdentityProblem.PicturesTooLarge, form.Problem);
        form.Write(new WrittenSignature("<p>Sales</p>", "", false), [large]);
        Assert.Equal(IdentityProblem.None, form.Problem);
    }
}
