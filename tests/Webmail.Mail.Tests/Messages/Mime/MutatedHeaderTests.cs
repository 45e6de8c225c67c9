using System.Text;
using Webmail.Mail.Messages;
using Webmail.Mail.Messages.Mime;
using Webmail.Mail.Messages.Wire;
using Webmail.Mail.Searching;
using Webmail.Testing;
using Xunit;

namespace Webmail.Mail.Tests.Messages.Mime;

/// <summary>Readers of what strangers write, under random damage: they throw nothing, and what they give fits the interface.</summary>
public sealed class MutatedHeaderTests
{
    private const int Runs = 1_500;

    private static readonly byte[][] Fields =
    [
        .. new[]
        {
            "=?utf-8?B?44GC44GE?= =?utf-8?B?44GG?= and =?iso-2022-jp?B?GyRCTWg9NRsoQg==?= and =?windows-1252?Q?caf=E9_x?=",
            "\"Andersen, Nils\" <nils@example.test>, =?utf-8?Q?H=C3=A9l=C3=A8ne?= <h@example.test> (comment (in comment)), list: a@b.test, c@d.test;, e@[192.0.2.1]",
            "Ann <ann@example.test>, bob@xn--exmple-cua.test, <@route.test:c@example.test>, \"q\\\"uote\"@example.test",
            " <id.1234@example.test>", "Mon, 02 Nov 2026 09:30:00 +0100 (CET)", "\u001b$B;3ED\u001b(B <yamada@example.test>", "日本 太郎 <taro@example.test>",
            "utf-8''%E3%81%82.txt", "=?utf-8?Q?=E2=80=AEfdp=2Eexe?=",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private static readonly byte[][] Structures =
    [
        .. new[]
        {
            "((\"text\" \"plain\" (\"charset\" \"utf-8\" \"format\" \"flowed\") NIL NIL \"quoted-printable\" 120 4 NIL NIL NIL)(\"text\" \"html\" (\"charset\" \"utf-8\") NIL NIL \"base64\" 999 12) \"alternative\" (\"boundary\" \"b\") NIL NIL)",
            "((\"text\" \"plain\" NIL NIL NIL \"7bit\" 1 1)(\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 300 (\"date\" \"subject\" ((\"n\" NIL \"a\" \"b\")) NIL NIL NIL NIL NIL NIL \"<i@d>\") (\"text\" \"plain\" NIL NIL NIL \"7bit\" 5 1) 9 NIL (\"attachment\" (\"filename\" \"m.eml\"))) \"mixed\")",
            "((\"image\" \"png\" (\"name*0*\" \"utf-8''%E3%81\" \"name*1*\" \"%82.png\") \"<c@d>\" \"words\" \"base64\" 4000 NIL (\"inline\" (\"filename\" \"=?utf-8?Q?a=2Epng?=\")) (\"en\" \"ja\") \"loc\") \"related\" (\"start\" \"<c@d>\"))",
            "(\"application\" \"octet-stream\" (\"name\" {5}\r\na\"b.c) NIL NIL \"base64\" 7 \"md5\" (\"attachment\" NIL))",
        }.Select(Encoding.Latin1.GetBytes),
    ];

    private static readonly string[] Queries = ["from bob label:\"To Do\" \"at four\" 会議", "label:Work “quoted” a\"b\\c", "label:\"\" \"\" a"];

    [Fact]
    public void A_subject_is_one_line_of_bounded_length() => Mutation.Run(Runs, static random =>
    {
        var raw = Mutation.Of(Fields[random.Next(Fields.Length)], random);
        AssertShown(HeaderText.Decode(raw, random.Next(2) == 0 ? "" : "iso-2022-jp"), HeaderText.MaxLength);
        _ = HeaderText.Date(raw);
        AssertShown(HeaderText.MessageId(raw), HeaderText.MaxLength);
    });

    [Fact]
    public void An_address_list_is_names_and_addresses_that_can_be_shown() => Mutation.Run(Runs, static random =>
    {
        foreach (var address in HeaderText.Addresses(Mutation.Of(Fields[random.Next(Fields.Length)], random), ""))
        {
            AssertShown(address.Name, HeaderText.MaxLength);
            AssertShown(address.Email, HeaderText.MaxLength);
        }
    });

    [Fact]
    public void What_the_short_way_reads_of_an_address_list_the_long_way_reads_too() => Mutation.Run(Runs, static random =>
    {
        var raw = Mutation.Of(Fields[random.Next(Fields.Length)], random);
        var plain = new List<(string Name, string Email)>();
        if (PlainAddresses.TryRead(raw, plain))
            Assert.Equal(HeaderText.AnyAddresses(raw, "").Select(static a => a.Email), plain.Select(static a => a.Email));
    });

    [Fact]
    public void A_file_name_is_never_a_path_and_never_empty() => Mutation.Run(Runs, static random =>
    {
        var part = new StructurePart { Section = "1", MediaType = "image/png", Name = Encoding.Latin1.GetString(Mutation.Of(Fields[random.Next(Fields.Length)], random)) };
        var name = FileNames.For(part, "");
        AssertShown(name, 200);
        Assert.NotEmpty(name);
        Assert.DoesNotContain(name, static c => "/\\:*?\"<>|".Contains(c, StringComparison.Ordinal));
        Assert.False(name.StartsWith('.') || name.EndsWith('.'));
        _ = FileNames.IsDeceptive(part, "");
    });

    [Fact]
    public void A_structure_is_read_or_leaves_its_row_without_one() => Mutation.Run(Runs, static random =>
    {
        var structure = Mutation.Of(Structures[random.Next(Structures.Length)], random);
        byte[] response = [.. "* 1 FETCH (UID 1 BODY[HEADER.FIELDS (SUBJECT)] {14}\r\nSubject: x\r\n\r\n BODYSTRUCTURE "u8, .. structure, (byte)')'];
        try
        {
            if (FetchResponse.Read(response) is not { Structure: { } read })
                return;
            var plan = ContentPlan.Of(read);
            foreach (var attachment in plan.Attachments)
            {
                Assert.NotEmpty(attachment.FileName);
                AssertSection(attachment.Section);
            }

            foreach (var text in plan.Texts)
                AssertSection(text.Section);
        }
        catch (FormatException)
        {
            // Said by the reader; the list leaves the row empty.
        }
    });

    [Fact]
    public void A_header_is_read_to_its_end() => Mutation.Run(Runs, static random =>
    {
        var block = Encoding.UTF8.GetBytes("Subject: x\r\nFrom: a@example.test\r\nX-Folded: one\r\n two\r\n\tthree\r\nDate: now\r\n\r\nbody: none\r\n");
        foreach (var (name, value) in HeaderBlock.Parse(Mutation.Of(block, random)).Fields)
        {
            Assert.True(name.All(static c => c is > ' ' and <= '~' and not ':'), name);
            AssertShown(DisplayText.Clean(HeaderText.DecodeLong(value.Span, ""), 1000), 1000);
        }
    });

    [Fact]
    public void A_search_is_words_that_a_command_can_carry() => Mutation.Run(Runs, static random =>
    {
        var typed = Encoding.UTF8.GetString(Mutation.Of(Encoding.UTF8.GetBytes(Queries[random.Next(Queries.Length)]), random));
        var words = SearchWords.Of(typed);
        Assert.InRange(words.Count, 0, 16);
        foreach (var word in words)
        {
            Assert.InRange(word.Text.Length, 1, 200);
            Assert.DoesNotContain(word.Text, char.IsControl);
        }
    });

    // Sections are written into commands.
    private static void AssertSection(string section) => Assert.Null(Record.Exception(() => PartSections.Check(section)));

    private static void AssertShown(string text, int longest)
    {
        Assert.InRange(text.Length, 0, longest);
        Assert.DoesNotContain(text, static c => char.IsControl(c) || c is '\u202E' or '\u202D' or '\u200B' or '\u2028');
    }
}
