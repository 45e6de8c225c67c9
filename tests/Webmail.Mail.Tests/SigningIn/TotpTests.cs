using System.Text;
using Webmail.Mail.SigningIn;
using Xunit;

namespace Webmail.Mail.Tests.SigningIn;

public sealed class TotpTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    // The times of RFC 6238 appendix B; the last six of its eight digits.
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_every_app_shows(long seconds, string code) =>
        Assert.Equal(code, Totp.Code(Secret, Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds))));

    [Fact]
    public void A_code_is_good_in_its_step_and_the_ones_beside_it()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1234567890);
        var code = Totp.Code(Secret, Totp.StepAt(now));

        Assert.Equal(Totp.StepAt(now), Totp.Match(Secret, code, now));
        Assert.Equal(Totp.StepAt(now), Totp.Match(Secret, code, now.AddSeconds(30)));
        Assert.Equal(Totp.StepAt(now), Totp.Match(Secret, code, now.AddSeconds(-30)));
        Assert.Null(Totp.Match(Secret, code, now.AddSeconds(60)));
        Assert.Null(Totp.Match(Secret, code, now.AddSeconds(-60)));
        Assert.Null(Totp.Match(Secret, "", now));
    }

    // RFC 4648 section 10, without the padding.
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void The_key_is_written_as_apps_take_it(string bytes, string text) => Assert.Equal(text, Totp.ToText(Encoding.ASCII.GetBytes(bytes)));

    [Fact]
    public void Recovery_codes_are_all_different_and_may_be_typed_in_any_way()
    {
        var codes = RecoveryCode.NewSet();

        Assert.Equal(RecoveryCode.Count, codes.Distinct().Count());
        Assert.All(codes, static code => Assert.Matches("^[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}$", code));
        Assert.Equal(RecoveryCode.Hash("ab3d-ef6h-jk9m"), RecoveryCode.Hash(" AB3D ef6hＪＫ９ｍ "));
    }
}
