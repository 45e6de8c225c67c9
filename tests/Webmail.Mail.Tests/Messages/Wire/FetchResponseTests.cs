using System.Text;
using Webmail.Mail.Messages;
using Webmail.Mail.Messages.Mime;
using Webmail.Mail.Messages.Wire;
using Xunit;

namespace Webmail.Mail.Tests.Messages.Wire;

public sealed class FetchResponseTests
{
    private const string Header = "BODY[HEADER.FIELDS (SUBJECT)] {14}\r\nSubject: x\r\n\r\n";

    [Fact]
    public void A_row_is_read_with_its_flags_date_and_size()
    {
        var message = Read($"* 7 FETCH (UID 42 FLAGS (\\Seen \\Flagged Kyoto $label1) INTERNALDATE \" 1-Nov-2026 09:30:05 +0100\" RFC822.SIZE 1234 {Header})");

        Assert.NotNull(message);
        Assert.Equal(new Uid(42), message.Uid);
        Assert.Equal(SystemFlags.Seen | SystemFlags.Flagged, message.Flags.System);
        Assert.Equal(["$label1", "Kyoto"], message.Flags.Keywords);
        Assert.Equal(new DateTimeOffset(2026, 11, 1, 9, 30, 5, TimeSpan.FromHours(1)), message.InternalDate);
        Assert.Equal(1234, message.Size);
        Assert.Equal("x", Encoding.ASCII.GetString(message.Header.Raw("Subject")).Trim());
    }

    [Theory]
    [InlineData("PREVIEW \"He said \\\"yes\\\"\"", "He said \"yes\"")]
    [InlineData("PREVIEW (FUZZY \"words\")", "words")]
    [InlineData("PREVIEW (FUZZY {6}\r\nひと)", "ひと")]
    [InlineData("PREVIEW NIL", "")]
    public void A_preview_comes_in_every_form_servers_send(string item, string expected) =>
        Assert.Equal(expected, Read($"* 7 FETCH (UID 42 {item} {Header})")!.Preview);

    [Theory]
    [InlineData("* 7 FETCH (UID 42 FLAGS (\\Seen))")]
    [InlineData("* 7 FETCH (FLAGS (\\Seen) MODSEQ (12))")]
    [InlineData("* 7 EXISTS")]
    [InlineData("* VANISHED 4:9")]
    public void News_that_nobody_asked_for_is_not_a_row(string response) => Assert.Null(Read(response));

    [Theory]
    [InlineData("strange thing")]
    [InlineData("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    public void A_multipart_is_one_whatever_it_is_called(string subtype)
    {
        var part = Structure($"((\"text\" \"plain\" NIL NIL NIL \"7bit\" 1 1)(\"image\" \"png\" NIL NIL NIL \"base64\" 4) \"{subtype}\")");

        Assert.Equal("multipart/mixed", part.MediaType);
        Assert.Equal(["1", "2"], part.Children.Select(static child => child.Section));
    }

    [Fact]
    public void A_part_says_what_it_is()
    {
        var part = Structure("(\"TEXT\" \"PLAIN\" (\"CHARSET\" \"iso-2022-jp\" \"FORMAT\" \"flowed\" \"DelSp\" \"yes\") \"<a@b>\" NIL \"7BIT\" 99 4 NIL (\"INLINE\" NIL) NIL)");

        Assert.Equal(("1", "text/plain", "iso-2022-jp", "7bit", 99L), (part.Section, part.MediaType, part.Charset, part.Encoding, part.Size));
        Assert.True(part is { Flowed: true, DelSp: true, Disposition: "inline", ContentId: "a@b" });
    }

    [Theory]
    [InlineData("(\"\" NIL)")]
    [InlineData("(\"\")")]
    [InlineData("(NIL NIL)")]
    [InlineData("NIL")]
    [InlineData("\"inline\"")]
    public void An_empty_disposition_costs_neither_the_structure_nor_the_row(string disposition)
    {
        var message = Read($"* 7 FETCH (UID 42 BODYSTRUCTURE (\"text\" \"html\" NIL NIL NIL \"7bit\" 12 1 NIL {disposition} NIL NIL) {Header})");

        Assert.Equal("text/html", message?.Structure?.MediaType);
        Assert.NotEqual("attachment", message?.Structure?.Disposition);
    }

    [Fact]
    public void Parts_are_numbered_through_multiparts_and_messages_inside()
    {
        var structure = Structure(
            "((\"text\" \"plain\" NIL NIL NIL \"7bit\" 5 1)"
            + "(\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 500 (NIL \"Inner\" NIL NIL NIL NIL NIL NIL NIL NIL) "
            + "((\"text\" \"plain\" NIL NIL NIL \"7bit\" 5 1)(\"image\" \"png\" (\"name\" \"a.png\") NIL NIL \"base64\" 70) \"mixed\") 20)"
            + "(\"text\" \"html\" NIL NIL NIL \"7bit\" 5 1) \"mixed\" (\"boundary\" \"b\") NIL NIL)");

        Assert.Equal(["", "1", "2", "2", "2.1", "2.2", "3"], structure.WithDescendants().Select(static p => p.Section));
        Assert.Equal("Inner", structure.Children[1].Subject);
    }

    [Theory]
    [InlineData("(\"filename\" \"plan.pdf\")", "plan.pdf")]
    [InlineData("(\"filename*\" \"utf-8''%E8%A6%8B%E7%A9%8D.pdf\")", "見積.pdf")]
    [InlineData("(\"filename*0*\" \"utf-8''%E8%A6%8B\" \"filename*1*\" \"%E7%A9%8D.pdf\")", "見積.pdf")]
    [InlineData("(\"filename\" \"=?utf-8?B?6KaL56mNLnBkZg==?=\")", "見積.pdf")]
    public void A_file_name_is_decoded_however_it_was_written(string parameters, string expected) =>
        Assert.Equal(expected, Structure($"(\"application\" \"pdf\" NIL NIL NIL \"base64\" 70 NIL (\"attachment\" {parameters}))").Name);

    [Theory]
    [InlineData("(\"text\" \"plain\" NIL NIL NIL \"7bit\" NIL 1)")]
    [InlineData("(((((\"broken\")))))")]
    public void A_garbled_structure_costs_the_structure_and_not_the_row(string structure)
    {
        var message = Read($"* 7 FETCH (UID 42 BODYSTRUCTURE {structure} {Header})");

        Assert.NotNull(message);
        Assert.Null(message.Structure);
    }

    [Fact]
    public void A_bomb_of_parts_is_cut()
    {
        var deep = string.Concat(Enumerable.Repeat("(", 200)) + "\"text\" \"plain\" NIL NIL NIL \"7bit\" 5 1)"
            + string.Concat(Enumerable.Repeat(" \"mixed\")", 199));
        var wide = "(" + string.Concat(Enumerable.Repeat("(\"text\" \"plain\" NIL NIL NIL \"7bit\" 5 1)", 10_000)) + " \"mixed\")";

        Assert.True(StructureReader.IsCut(Structure(deep)));
        Assert.True(StructureReader.IsCut(Structure(wide)));
        Assert.InRange(Structure(wide).WithDescendants().Count(), 1, 1100);
    }

    private static FetchedMessage? Read(string response) => FetchResponse.Read(Encoding.UTF8.GetBytes(response + "\r\n"));

    private static StructurePart Structure(string structure) => Read($"* 7 FETCH (UID 42 BODYSTRUCTURE {structure} {Header})")!.Structure!;
}
