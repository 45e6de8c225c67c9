using Webmail.Mail.Messages.Mime;
using Xunit;

namespace Webmail.Mail.Tests.Messages.Mime;

public sealed class TextDecoderTests
{
    private static string Decode(byte[] bytes, string claimed = "", bool html = false, bool cut = false) =>
        TextDecoder.Decode(bytes, claimed, html, cut);

    [Theory]
    [InlineData("iso-2022-jp", 50220, "日本語のメール、カナ")]
    [InlineData("Shift_JIS", 932, "日本語①②髙﨑")]
    [InlineData("cp932", 932, "日本語")]
    [InlineData("EUC-JP", 51932, "日本語のメール")]
    [InlineData("ks_c_5601-1987", 949, "안녕하세요")]
    [InlineData("gb2312", 936, "中文邮件镕")]
    [InlineData("big5", 950, "中文郵件")]
    [InlineData("koi8-r", 20866, "Привет")]
    [InlineData("windows-1251", 1251, "Привет")]
    [InlineData("iso-8859-2", 28592, "Zażółć")]
    [InlineData("iso-8859-1", 1252, "“quoted”")]
    public void A_true_claim_is_followed(string claimed, int codePage, string text) =>
        Assert.Equal(text, Decode(Charsets.CodePage(codePage).GetBytes(text), claimed));

    [Fact]
    public void Utf7_is_read() => Assert.Equal("Hi Mom ☺! 1 + 1", Decode("Hi Mom +Jjo-! 1 +- 1"u8.ToArray(), "utf-7"));

    [Fact]
    public void Utf8_without_a_claim_is_recognised() => Assert.Equal("Grüße", Decode("Grüße"u8.ToArray()));

    [Fact]
    public void Utf8_claimed_as_ascii_is_recognised() => Assert.Equal("Grüße", Decode("Grüße"u8.ToArray(), "us-ascii"));

    [Fact]
    public void Windows_1252_claimed_as_utf8_is_recognised() => Assert.Equal("Grüße", Decode([0x47, 0x72, 0xFC, 0xDF, 0x65], "utf-8"));

    [Fact]
    public void A_single_broken_byte_does_not_turn_utf8_into_something_else() =>
        Assert.Equal("日本語の\uFFFDメール", Decode([.. "日本語の"u8, 0xFF, .. "メール"u8], "utf-8"));

    [Fact]
    public void A_byte_order_mark_counts_when_nothing_is_claimed() => Assert.Equal("é", Decode([0xFF, 0xFE, 0xE9, 0x00]));

    [Fact]
    public void A_byte_order_mark_is_not_shown() => Assert.Equal("é", Decode([0xEF, 0xBB, 0xBF, 0xC3, 0xA9], "utf-8"));

    [Fact]
    public void Iso_2022_jp_without_a_claim_is_recognised() =>
        Assert.Equal("日本語", Decode(Charsets.CodePage(50220).GetBytes("日本語")));

    [Fact]
    public void Shift_jis_without_a_claim_is_recognised_by_its_kana() =>
        Assert.Equal("これはメールです", Decode(Charsets.CodePage(932).GetBytes("これはメールです")));

    [Fact]
    public void Euc_jp_claimed_as_iso_2022_jp_is_recognised() =>
        Assert.Equal("これはメールです", Decode(Charsets.CodePage(51932).GetBytes("これはメールです"), "iso-2022-jp"));

    [Fact]
    public void A_page_may_name_its_charset_itself() => Assert.Equal(
        "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=koi8-r\">Привет",
        Decode(Charsets.CodePage(20866).GetBytes("<meta http-equiv=\"Content-Type\" content=\"text/html; charset=koi8-r\">Привет"), html: true));

    [Fact]
    public void Undeclared_western_text_is_windows_1252() => Assert.Equal("naïve", Decode([0x6E, 0x61, 0xEF, 0x76, 0x65]));

    [Fact]
    public void Text_cut_inside_a_character_is_still_utf8() =>
        Assert.Equal("日", Decode("日本"u8.ToArray()[..5], "utf-8", cut: true));

    [Fact]
    public void No_bytes_make_it_throw()
    {
        var random = new Random(42);
        foreach (var claimed in new[] { "", "utf-8", "iso-2022-jp", "shift_jis", "gb18030", "utf-7", "utf-16", "hz-gb-2312", "iso-2022-kr", "x" })
        {
            for (var i = 0; i < 200; i++)
            {
                var bytes = new byte[random.Next(64)];
                random.NextBytes(bytes);
                Assert.NotNull(Decode(bytes, claimed, html: i % 2 == 0, cut: i % 3 == 0));
            }
        }
    }

    [Theory]
    [InlineData("\"UTF-8\"", 65001)]
    [InlineData("utf8", 65001)]
    [InlineData("cp-1250", 1250)]
    [InlineData("windows1252", 1252)]
    [InlineData("x-sjis", 932)]
    [InlineData("iso-8859-15", 28605)]
    public void A_label_written_carelessly_is_understood(string label, int codePage) =>
        Assert.Equal(codePage, Charsets.Find(label)?.CodePage);

    [Fact]
    public void A_label_that_says_nothing_is_none() => Assert.Null(Charsets.Find("x-unknown"));

    [Fact]
    public void Kana_make_japanese_hangul_korean_and_charsets_tell_the_rest()
    {
        Assert.Equal("ja", LanguageGuess.Of("会議のお知らせ", []));
        Assert.Equal("ko", LanguageGuess.Of("회의", []));
        Assert.Equal("ja", LanguageGuess.Of("会議", ["iso-2022-jp"]));
        Assert.Equal("zh-Hans", LanguageGuess.Of("会议", ["gb2312"]));
        Assert.Equal("zh-Hant", LanguageGuess.Of("會議", ["big5"]));
        Assert.Equal("", LanguageGuess.Of("Meeting 会議", ["utf-8"]));
    }
}
