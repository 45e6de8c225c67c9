using CsCheck;
using Webmail.Mail.Labels;
using Webmail.Mail.Searching;
using Webmail.Mail.Settings;
using Xunit;

namespace Webmail.Mail.Tests.Labels;

public sealed class LabelNameTests
{
    [Theory]
    [InlineData("Kyoto", "Kyoto")]
    [InlineData("&W7Zlzw-", "家族")]
    [InlineData("R&-D", "R&D")]
    [InlineData("A&B", "A&B")]
    [InlineData("&*-", "&*-")]
    [InlineData("&-", "&")]
    public void A_keyword_is_read_as_mail_programs_write_it(string keyword, string name) => Assert.Equal(name, LabelName.Of(keyword));

    [Theory]
    [InlineData("Kyoto", "Kyoto")]
    [InlineData("  Kyoto ", "Kyoto")]
    [InlineData("家族", "&W7Zlzw-")]
    [InlineData("R&D", "R&-D")]
    [InlineData("To do", "To&ACA-do")]
    [InlineData("(a)", "&ACg-a&ACk-")]
    [InlineData("☕", "&JhU-")]
    public void A_name_becomes_a_keyword_that_servers_take(string name, string keyword)
    {
        Assert.Equal(LabelNameProblem.None, LabelName.TryMakeKeyword(name, out var made));
        Assert.Equal(keyword, made);
    }

    [Theory]
    [InlineData("", LabelNameProblem.Empty)]
    [InlineData(" \t ", LabelNameProblem.Empty)]
    [InlineData("\\Seen", LabelNameProblem.Unwritable)]
    [InlineData("a\nb", LabelNameProblem.Unwritable)]
    [InlineData("$Forwarded", LabelNameProblem.Technical)]
    [InlineData("$anything", LabelNameProblem.Technical)]
    [InlineData("nonjunk", LabelNameProblem.Technical)]
    [InlineData("gnus-expire", LabelNameProblem.Technical)]
    [InlineData("KMAILINVITATION", LabelNameProblem.Technical)]
    [InlineData("$LABEL3", LabelNameProblem.None)]
    [InlineData("$label6", LabelNameProblem.Technical)]
    public void Names_that_make_no_label_are_told_apart(string name, LabelNameProblem problem) =>
        Assert.Equal(problem, LabelName.TryMakeKeyword(name, out _));

    [Fact]
    public void Half_a_character_makes_no_label() =>
        Assert.Equal(LabelNameProblem.Unwritable, LabelName.TryMakeKeyword("a" + '\ud83d', out _));

    [Fact]
    public void A_keyword_has_a_length_every_server_takes()
    {
        Assert.Equal(LabelNameProblem.None, LabelName.TryMakeKeyword(new string('a', 100), out _));
        Assert.Equal(LabelNameProblem.TooLong, LabelName.TryMakeKeyword(new string('a', 101), out _));
        Assert.Equal(LabelNameProblem.TooLong, LabelName.TryMakeKeyword(new string('家', 60), out _));
    }

    [Fact]
    public void Any_name_is_refused_or_comes_back_the_same() => Gen.Char.Array[0, 40].Select(static letters => new string(letters)).Sample(static name =>
    {
        if (LabelName.TryMakeKeyword(name, out var keyword) != LabelNameProblem.None)
            return true;
        return LabelName.IsKeyword(keyword) && keyword.All(char.IsAscii) && LabelName.Of(keyword) == name.Trim();
    });

    [Fact]
    public void Well_formed_names_of_ordinary_letters_are_never_refused() =>
        Gen.OneOf("ä", "家", "☕", "👩‍🚀", "a", " ", "&", "-", "\"", "(", "/", ",", "é", "я", "%").Array[1, 12]
            .Select(static parts => "x" + string.Concat(parts) + "x")
            .Sample(static name => LabelName.TryMakeKeyword(name, out var keyword) is LabelNameProblem.TooLong
                || (LabelName.Of(keyword) == name && LabelName.IsKeyword(keyword)));

    [Fact]
    public void The_search_of_a_label_leads_back_to_it() =>
        Gen.OneOf("ä", "家", "a", " ", "&", "-", "\"", "(", "“", "label:", "$", "x").Array[1, 8].Select(static parts => string.Concat(parts)).Sample(static name =>
        {
            if (LabelName.TryMakeKeyword(name, out var keyword) != LabelNameProblem.None)
                return true;
            var labels = new AccountLabels(AccountSettings.Default, [keyword]);
            var word = Assert.Single(SearchWords.Of(labels.Of(keyword)!.Search));
            return word.IsLabel && labels.Meant(word.Text).Contains(keyword);
        });

}
