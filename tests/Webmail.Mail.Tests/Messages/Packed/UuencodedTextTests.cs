using System.Buffers;
using System.Text;
using Webmail.Mail.Messages.Mime;
using Webmail.Mail.Messages.Packed;
using Webmail.Mail.Tests.Testbed;
using Webmail.Testing;
using Xunit;

namespace Webmail.Mail.Tests.Messages.Packed;

public sealed class UuencodedTextTests
{
    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void A_file_leaves_the_text_and_what_is_around_it_stays(string newline)
    {
        var content = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 40).Select(static i => $"line {i}, ")));
        var text = $"Dear all,{newline}here it is:{newline}{Uu("notes.txt", content, newline)}{newline}Regards{newline}";

        var unpacked = UuencodedText.Unpack(text);

        Assert.Equal($"Dear all,{newline}here it is:{newline}{newline}Regards{newline}", unpacked.Text);
        Assert.Equal([new UuencodedFile("notes.txt", content.Length)], unpacked.Files);
        Assert.Equal(content, Decode(text, 1));
    }

    [Fact]
    public void Files_one_behind_the_other_are_told_apart()
    {
        var text = Uu("a.bin", [1, 2, 3]) + Uu("../../etc/b.bin", [4, 5]) + "begin 644 in prose\nis no file\n" + Uu("c.bin", [6]);

        Assert.Equal(["a.bin", "b.bin", "c.bin"], UuencodedText.Unpack(text).Files.Select(static f => f.Name));
        Assert.Equal("begin 644 in prose\nis no file\n", UuencodedText.Unpack(text).Text);
        Assert.Equal([4, 5], Decode(text, 2));
        Assert.Equal([6], Decode(text, 3));
        Assert.Empty(Decode(text, 4));
    }

    [Theory]
    [InlineData("begin 644 the work tomorrow\nand we are done.\n")]
    [InlineData("begin again\nend\n")]
    [InlineData("They begin 644 x\nM\n")]
    [InlineData("begin 644 empty\n`\nend\n")]
    [InlineData("")]
    public void Prose_is_no_file(string text)
    {
        Assert.Empty(UuencodedText.Unpack(text).Files);
        Assert.Equal(text, UuencodedText.Unpack(text).Text);
    }

    [Fact]
    public void A_file_that_is_cut_is_listed_as_far_as_it_is_there()
    {
        var text = Uu("cut.bin", new byte[90])[..^"`\nend\n".Length] + "Regards\n";

        Assert.Equal(("Regards\n", 90L), (UuencodedText.Unpack(text).Text, UuencodedText.Unpack(text).Files.Single().Size));
    }

    [Fact]
    public void What_is_listed_is_what_is_taken_out()
    {
        var seed = Encoding.ASCII.GetBytes("Text\n" + Uu("a.txt", new byte[200]) + "between\n" + Uu("b.txt", "hello"u8.ToArray()) + "end\n");
        Mutation.Run(1_500, random =>
        {
            // Bytes above ASCII are text either way, but which characters they are depends on the charset.
            var text = string.Concat(Mutation.Of(seed, random).Select(static b => b is 0 or > 126 ? '~' : (char)b));
            var files = UuencodedText.Unpack(text).Files;
            for (var i = 0; i < files.Count; i++)
                Assert.InRange(Decode(text, i + 1).Length, 0, files[i].Size);
            Assert.Empty(Decode(text, files.Count + 1));
        });
    }

    public static TheoryData<string, string> Bombs() => new()
    {
        { "a million beginnings", string.Concat(Enumerable.Repeat("begin 644 a\n", 350_000)) },
        { "a hundred thousand files", string.Concat(Enumerable.Repeat(Uu("a", [1]), 100_000)) },
        { "one long line", "begin 644 a\n" + new string('M', 4_000_000) },
        { "four megabytes of data", Uu("a.bin", new byte[2_900_000]) },
    };

    [Theory]
    [MemberData(nameof(Bombs), DisableDiscoveryEnumeration = true)]
    public void A_bomb_costs_little(string name, string text) => Cost.Of(() => UuencodedText.Unpack(text)).AssertBearable(name);

    internal static string Uu(string name, byte[] content, string newline = "\n")
    {
        var text = new StringBuilder(string.Concat("begin 644 ", name, newline));
        foreach (var line in content.Chunk(45))
        {
            text.Append(Digit(line.Length));
            foreach (var triple in line.Chunk(3))
            {
                var group = (triple[0] << 16) | (triple.ElementAtOrDefault(1) << 8) | triple.ElementAtOrDefault(2);
                for (var shift = 18; shift >= 0; shift -= 6)
                    text.Append(Digit((group >> shift) & 63));
            }

            text.Append(newline);
        }

        return text.Append(string.Concat("`", newline, "end", newline)).ToString();
    }

    private static char Digit(int value) => value == 0 ? '`' : (char)(value + ' ');

    private static byte[] Decode(string text, int number)
    {
        var decoded = new ArrayBufferWriter<byte>();
        var decoder = new UuFileDecoder(TransferDecoders.For("7bit"), number);
        foreach (var piece in Encoding.Latin1.GetBytes(text).Chunk(37))
            decoder.Decode(piece, decoded);
        decoder.Finish(decoded);
        return decoded.WrittenSpan.ToArray();
    }
}
