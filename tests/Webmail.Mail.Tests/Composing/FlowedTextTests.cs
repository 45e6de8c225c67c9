using Webmail.Mail.Composing;
using Xunit;

namespace Webmail.Mail.Tests.Composing;

public sealed class FlowedTextTests
{
    [Theory]
    [InlineData("")]
    [InlineData("One line")]
    [InlineData("One\n\nTwo\n")]
    [InlineData("  indented\n > not a quote\nFrom here on")]
    [InlineData("Bye\n-- \nMika\nKiln street 1")]
    [InlineData("> quoted\n>> twice\n>\nanswer")]
    [InlineData("来週の木曜日、現場で一度お会いできますか。来週の木曜日、現場で一度お会いできますか。来週の木曜日、現場で一度お会いできますか。")]
    public void Text_comes_back_as_it_was(string text) => Assert.Equal(text, FlowedText.Decode(FlowedText.Encode(text)));

    [Fact]
    public void Random_paragraphs_come_back_as_they_were_and_lines_are_short()
    {
        var random = new Random(20261126);
        for (var round = 0; round < 2_000; round++)
        {
            var text = string.Join('\n', Enumerable.Range(0, random.Next(1, 6)).Select(_ => Paragraph(random)));

            var lines = FlowedText.Encode(text);

            Assert.Equal(text, FlowedText.Decode(lines));
            Assert.All(lines.Split("\r\n"), static line => Assert.True(line.Length <= 78 || !line.TrimEnd().Contains(' ', StringComparison.Ordinal), line));
        }
    }

    [Fact]
    public void A_paragraph_of_a_quotation_keeps_its_mark_on_every_line()
    {
        var lines = FlowedText.Encode("> " + string.Join(' ', Enumerable.Repeat("word", 40))).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.True(lines.Length > 2);
        Assert.All(lines, static line => Assert.StartsWith("> ", line, StringComparison.Ordinal));
    }

    private static string Paragraph(Random random)
    {
        string[] words = ["kiln", "a", "窯開き", "Friday", "-", "From", "glaze", "x y", "https://lumen.example/a/b/c"];
        var text = string.Join(' ', Enumerable.Range(0, random.Next(0, 40)).Select(_ => words[random.Next(words.Length)]));
        return random.Next(4) == 0 ? $"> {text}".TrimEnd() : text;
    }
}
