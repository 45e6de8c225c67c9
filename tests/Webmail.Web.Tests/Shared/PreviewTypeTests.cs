using Webmail.Web.Shared;
using Xunit;

namespace Webmail.Web.Tests.Shared;

public sealed class PreviewTypeTests
{
    [Theory]
    [InlineData("89504E470D0A1A0A0000000D", "image/png")]
    [InlineData("FFD8FFE000104A464946", "image/jpeg")]
    [InlineData("474946383961010001000000", "image/gif")]
    [InlineData("474946383761010001000000", "image/gif")]
    [InlineData("524946460000000057454250", "image/webp")]
    public void Known_types_are_told_by_their_first_bytes(string head, string type) =>
        Assert.Equal(type, PreviewType.ImageOf(Convert.FromHexString(head)));

    [Theory]
    [InlineData("")]
    [InlineData("3C73766720786D6C6E73")] // <svg xmlns
    [InlineData("3C21444F43545950452068746D6C")] // <!DOCTYPE html
    [InlineData("3C3F786D6C")] // <?xml
    [InlineData("524946460000000041564920")] // RIFF AVI
    [InlineData("5249464600000000")] // RIFF, cut off
    [InlineData("89504E47")] // PNG, cut off
    [InlineData("00000001")] // ICO
    [InlineData("424D")] // BMP
    [InlineData("255044462D312E3720202020")] // PDF
    public void Everything_else_has_no_type(string head) => Assert.Null(PreviewType.ImageOf(Convert.FromHexString(head)));

    [Theory]
    [InlineData("image/svg+xml")]
    [InlineData("text/html")]
    [InlineData("image/png; name=x")]
    [InlineData("application/xhtml+xml")]
    [InlineData("application/octet-stream")]
    [InlineData("application/pdf")]
    public void Only_allowed_claims_are_worth_a_try(string mediaType) =>
        Assert.False(PreviewType.MayBeImage(mediaType));
}
