using System.Text;
using Webmail.Mail.Messages.Mime;
using Xunit;

namespace Webmail.Mail.Tests.Messages.Mime;

public sealed class HeaderTextTests
{
    private static string Subject(string raw, string messageCharset = "") => HeaderText.Decode(Encoding.UTF8.GetBytes(raw), messageCharset);

    private static string Subject(byte[] raw, string messageCharset = "") => HeaderText.Decode(raw, messageCharset);

    [Fact]
    public void Plain_text_stays_as_it_is() => Assert.Equal("Tea at four?", Subject(" Tea at four?"));

    [Fact]
    public void A_folded_subject_becomes_one_line() => Assert.Equal("Tea at four", Subject(" Tea\r\n\tat four\r\n"));

    [Fact]
    public void Encoded_words_split_inside_a_character_are_joined() =>
        Assert.Equal("日本", Subject(" =?utf-8?B?5pel5pw=?=\r\n =?utf-8?B?rA==?="));

    [Fact]
    public void Encoded_words_without_a_blank_between_them_are_decoded() =>
        Assert.Equal("日本", Subject("=?utf-8?B?5pel?==?utf-8?B?5pys?="));

    [Fact]
    public void An_encoded_word_inside_a_word_is_decoded() => Assert.Equal("Re:日[1]", Subject("Re:=?utf-8?B?5pel?=[1]"));

    [Fact]
    public void Blanks_inside_an_encoded_word_are_tolerated() => Assert.Equal("a b", Subject("=?utf-8?Q?a b?="));

    [Fact]
    public void An_encoded_word_in_utf8_labelled_ascii_is_read_as_utf8() => Assert.Equal("é", Subject("=?us-ascii?Q?=C3=A9?="));

    [Fact]
    public void An_unknown_charset_label_does_not_hide_the_text() => Assert.Equal("é", Subject("=?nonsense-99?Q?=C3=A9?="));

    [Fact]
    public void A_charset_with_a_language_is_understood() => Assert.Equal("é", Subject("=?iso-8859-1*fr?Q?=E9?="));

    [Fact]
    public void A_sender_named_in_iso_2022_jp_is_decoded()
    {
        var from = HeaderText.Addresses("=?iso-2022-jp?B?GyRCOjRGIxsoQiAbJEI3cjBsGyhC?= <sato@example.test>"u8, "");

        Assert.Equal(new Address("佐藤 健一", "sato@example.test"), Assert.Single(from));
    }

    [Fact]
    public void Iso_2022_jp_with_half_width_kana_is_decoded()
    {
        byte[] raw = [.. "=?ISO-2022-JP?B?"u8, .. Encoding.ASCII.GetBytes(Convert.ToBase64String("\e(I6E\e(B"u8)), .. "?="u8];
        Assert.Equal("ｶﾅ", Subject(raw));
    }

    [Fact]
    public void Shift_jis_mislabelled_as_iso_2022_jp_is_decoded()
    {
        var payload = Convert.ToBase64String(Charsets.CodePage(932).GetBytes("お知らせ"));
        Assert.Equal("お知らせ", Subject($"=?ISO-2022-JP?B?{payload}?="));
    }

    [Fact]
    public void Raw_utf8_is_read_as_such() => Assert.Equal("Grüße", Subject("Grüße", "iso-8859-1"));

    [Fact]
    public void Raw_bytes_are_read_in_the_charset_of_the_message() =>
        Assert.Equal("請求書", Subject(Charsets.CodePage(932).GetBytes("請求書"), "shift_jis"));

    [Fact]
    public void Raw_bytes_of_no_known_charset_are_read_as_windows_1252() => Assert.Equal("Grüße", Subject([0x47, 0x72, 0xFC, 0xDF, 0x65]));

    [Fact]
    public void Raw_iso_2022_jp_is_decoded() => Assert.Equal("日本語", Subject(Charsets.CodePage(50220).GetBytes("日本語")));

    [Fact]
    public void Raw_utf8_beside_an_encoded_word_survives() => Assert.Equal("Grüße é", Subject("Grüße =?utf-8?Q?=C3=A9?="));

    [Fact]
    public void Controls_bidirectional_overrides_and_zero_width_characters_are_removed() =>
        Assert.Equal("invoicefdp.exe", Subject("in\u0007voice\u202Efdp\u202C.e\u200Bxe"));

    [Fact]
    public void A_family_emoji_keeps_its_joiners() => Assert.Equal("👨‍👩‍👧", Subject("👨‍👩‍👧"));

    [Fact]
    public void A_subject_of_a_megabyte_is_cut() => Assert.Equal(HeaderText.MaxLength, Subject(new string('x', 1_000_000)).Length);

    [Fact]
    public void An_unfinished_encoded_word_stays_as_it_is() => Assert.Equal("=?utf-8?B?5pel", Subject("=?utf-8?B?5pel"));

    [Theory]
    [InlineData("Ann Example <ann@example.test>", "Ann Example", "ann@example.test")]
    [InlineData("\"Example, Ann\" <ann@example.test>", "Example, Ann", "ann@example.test")]
    [InlineData("ann@example.test", "", "ann@example.test")]
    [InlineData("\"=?utf-8?B?5pel5pys?=\" <a@example.test>", "日本", "a@example.test")]
    [InlineData("=?utf-8?Q?Example,_Ann?= <a@example.test>", "Example, Ann", "a@example.test")]
    [InlineData("Grüße <a@example.test>", "Grüße", "a@example.test")]
    [InlineData("\"a\u202Eb\" <a@example.test>", "ab", "a@example.test")]
    public void An_address_is_read(string raw, string name, string email) =>
        Assert.Equal([new Address(name, email)], HeaderText.Addresses(Encoding.UTF8.GetBytes(raw), ""));

    [Fact]
    public void Names_in_raw_shift_jis_are_read_in_the_charset_of_the_message()
    {
        byte[] raw = [.. Charsets.CodePage(932).GetBytes("山田太郎"), .. " <yamada@example.test>"u8];
        Assert.Equal([new Address("山田太郎", "yamada@example.test")], HeaderText.Addresses(raw, "Shift_JIS"));
    }

    [Fact]
    public void Names_in_raw_iso_2022_jp_are_read()
    {
        byte[] raw = [.. Charsets.CodePage(50220).GetBytes("山田太郎"), .. " <yamada@example.test>"u8];
        Assert.Equal([new Address("山田太郎", "yamada@example.test")], HeaderText.Addresses(raw, ""));
    }

    [Fact]
    public void Members_of_a_group_are_listed() => Assert.Equal(
        [new Address("", "a@example.test"), new Address("B", "b@example.test")],
        HeaderText.Addresses("Team: a@example.test, B <b@example.test>;"u8, ""));

    [Fact]
    public void Words_that_are_no_address_are_shown_as_a_name() =>
        Assert.Equal([new Address("undisclosed-recipients", "")], HeaderText.Addresses("undisclosed-recipients:;"u8, ""));

    [Fact]
    public void Nothing_in_an_address_field_makes_it_throw()
    {
        foreach (var raw in new[] { "<", "@", "a@", "<<a@b>>", "\"", "((((", ",,,,", "=?", "a@b c@d", ":;:;", "\0", "<@,@:a@b>" })
            Assert.NotNull(HeaderText.Addresses(Encoding.UTF8.GetBytes(raw), ""));
    }
}
