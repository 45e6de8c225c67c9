using System.Text;
using Webmail.Mail.Labels;
using Webmail.Mail.Messages.Mime;
using Xunit;

namespace Webmail.Mail.Tests;

/// <summary>What others name themselves, their subjects and their files must not hide or turn what stands beside it.</summary>
public sealed class DisplayTextTests
{
    [Theory]
    [InlineData("invoice\u202Efdp.exe", "invoicefdp.exe")]
    [InlineData("\u2067\u2066a\u2069\u2069", "a")]
    [InlineData("Bo\u200Bss\u2060", "Boss")]
    [InlineData("Bo\u00ADss \u061C\u200F", "Boss")]
    [InlineData("\u2800\u3164\uFFA0", "")]
    [InlineData("a\u17B4b", "ab")]
    [InlineData("a\U000E0042\U000E0043b", "ab")]
    [InlineData("a\u0000\u0007\u001B[31m\u009Bb", "a[31mb")]
    [InlineData("a\r\n  b\u2028c\u00A0d", "a b c d")]
    [InlineData("a\u200Db", "ab")]
    public void What_is_not_seen_or_turns_letters_round_is_gone(string text, string shown) => Assert.Equal(shown, DisplayText.Clean(text, 100));

    [Fact]
    public void Half_a_character_is_shown_as_such() => Assert.Equal("\uFFFD", DisplayText.Clean("\uD800", 100));

    [Theory]
    [InlineData("山田 太郎")]
    [InlineData("葛\U000E0100城")]
    [InlineData("می‌خواهم")]
    [InlineData("👩‍💻 ❤️")]
    [InlineData("\U0001F3F4\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F")]
    [InlineData("שלום עולם")]
    public void What_people_write_stays(string text) => Assert.Equal(text, DisplayText.Clean(text, 100));

    [Fact]
    public void Names_subjects_files_and_labels_are_all_cleaned()
    {
        var author = Assert.Single(HeaderText.Addresses(Encoding.UTF8.GetBytes("\"ssob\u202E\u200B\" <eve\u202E@evil.example>"), ""));

        Assert.Equal(("ssob", "eve@evil.example"), (author.Name, author.Email));
        Assert.Equal("a b", HeaderText.Decode("=?utf-8?B?YeKArg==?=\r\n b"u8, ""));
        Assert.Equal("invoicefdp.exe", FileNames.Clean("invoice\u202Efdp.exe", "application/pdf"));
        Assert.True(LabelName.TryMakeKeyword("a\u202Eb", out var keyword) != LabelNameProblem.None || new Label(keyword).Name == "ab");
        Assert.Equal("ab", new Label("a&IC4-b").Name);
    }
}
