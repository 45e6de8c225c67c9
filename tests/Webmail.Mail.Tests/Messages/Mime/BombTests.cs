using System.Globalization;
using System.Text;
using Webmail.Mail.Messages;
using Webmail.Mail.Messages.Mime;
using Webmail.Mail.Messages.Wire;
using Webmail.Mail.Tests.Testbed;
using Xunit;

namespace Webmail.Mail.Tests.Messages.Mime;

/// <summary>Small mails that would cost much: whatever a stranger writes costs our decoding under a second and 100 MB.</summary>
public sealed class BombTests
{
    private const string Leaf = "(\"text\" \"plain\" NIL NIL NIL \"7bit\" 1 1)";

    public static TheoryData<string, string> Structures() => new()
    {
        { "5,000 multiparts in each other", $"{Repeat("(", 5_000)}{Leaf}{Repeat(" \"mixed\")", 5_000)}" },
        { "100,000 multiparts in each other", $"{Repeat("(", 100_000)}{Leaf}{Repeat(" \"mixed\")", 100_000)}" },
        { "5,000 messages in each other", $"{Repeat("(\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 1 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) ", 5_000)}{Leaf}{Repeat(" 1)", 5_000)}" },
        { "50,000 parts", $"({Repeat(Leaf, 50_000)} \"mixed\")" },
        { "20,000 pieces of a file name", $"(\"image\" \"png\" ({Numbered("\"name*{0}*\" \"%41\" ", 20_000)}) NIL NIL \"base64\" 1)" },
        { "20,000 parameters", $"(\"image\" \"png\" ({Numbered("\"p{0}\" \"v\" ", 20_000)}) NIL NIL \"base64\" 1)" },
        { "a file name of a megabyte", $"(\"image\" \"png\" (\"name\" \"{Repeat("n", 1_000_000)}\") NIL NIL \"base64\" 1)" },
        { "a file name of encoded words", $"(\"image\" \"png\" (\"name\" \"{Repeat("=?utf-8?B?44GC?= ", 50_000)}\") NIL NIL \"base64\" 1)" },
        { "a list of nothing, 100,000 deep", $"(\"image\" \"png\" NIL NIL NIL \"base64\" 1 NIL NIL NIL NIL {Repeat("(", 100_000)}{Repeat(")", 100_000)})" },
        { "an unfinished list", $"(\"image\" \"png\" ({Repeat("(", 500_000)}" },
        { "a quoted string that never ends", $"(\"text\" \"{Repeat("\\\"", 1_000_000)}" },
    };

    [Theory]
    [MemberData(nameof(Structures), DisableDiscoveryEnumeration = true)]
    public void A_structure_costs_little_and_the_row_is_there(string name, string structure)
    {
        var response = Encoding.Latin1.GetBytes($"* 1 FETCH (UID 1 BODYSTRUCTURE {structure} BODY[HEADER.FIELDS (SUBJECT)] {{14}}\r\nSubject: x\r\n\r\n)");

        Cost.Of(() => Row(response)).AssertBearable(name);

        static void Row(byte[] response)
        {
            try
            {
                if (FetchResponse.Read(response) is { Structure: { } structure })
                    ContentPlan.Of(structure);
            }
            catch (FormatException)
            {
                // The reader of the list leaves such a row empty.
            }
        }
    }

    public static TheoryData<string, string> Headers() => new()
    {
        { "a subject of a megabyte", Repeat("x", 1_000_000) },
        { "a subject of folds", Repeat("\r\n ", 300_000) },
        { "encoded words of nothing", Repeat("=?utf-8?Q??= ", 80_000) },
        { "encoded words that begin and never end", Repeat("=?utf-8?B?", 100_000) },
        { "one encoded word of a megabyte", $"=?utf-8?B?{Repeat("44GC", 250_000)}?=" },
        { "encoded words of every charset", Numbered("=?windows-{0}?Q?=E9?= ", 60_000) },
        { "encoded words in other encoded words", $"{Repeat("=?utf-8?Q?=3D", 50_000)}{Repeat("?=", 50_000)}" },
        { "questions", Repeat("=?", 500_000) },
        { "comments 100,000 deep", $"a {Repeat("(", 100_000)}{Repeat(")", 100_000)} <a@example.test>" },
        { "comments that never end", Repeat("(", 500_000) },
        { "quoted strings that never end", Repeat("\"\\", 500_000) },
        { "100,000 addresses", Repeat("a@example.test, ", 100_000) },
        { "100,000 addresses with comments", Repeat("a(b)@example.test, ", 60_000) },
        { "groups in each other", $"{Repeat("g: ", 50_000)}{Repeat(";", 50_000)}" },
        { "routes", $"<{Repeat("@a,", 100_000)}:b@example.test>" },
        { "angle brackets", Repeat("<", 500_000) },
        { "domain literals", $"a@{Repeat("[", 300_000)}" },
        { "dots", $"a@{Repeat(".", 500_000)}" },
        { "commas", Repeat(",", 1_000_000) },
        { "names in UTF-8", Repeat("日本 <a@example.test>, ", 30_000) },
        { "escapes of ISO-2022-JP", Repeat("\u001b$B\u001b(B", 150_000) },
    };

    [Theory]
    [MemberData(nameof(Headers), DisableDiscoveryEnumeration = true)]
    public void A_header_field_costs_little_wherever_it_stands(string name, string value)
    {
        var block = Encoding.UTF8.GetBytes(string.Concat(
            new[] { "Subject", "From", "To", "Cc", "Reply-To", "Message-ID", "Date", "List-Post" }.Select(field => $"{field}: {value}\r\n")) + "\r\n");

        Cost.Of(() => SummaryOf(block)).AssertBearable(name);

        static void SummaryOf(byte[] block)
        {
            var header = HeaderBlock.Parse(block);
            var envelope = SummaryBuilder.EnvelopeOf(header, "");
            _ = SummaryBuilder.Language(header, envelope, "", "");
            _ = SummaryBuilder.IsBulk(header);
            _ = SummaryBuilder.ReceiptTo(header);
        }
    }

    public static TheoryData<string, string> Blocks() => new()
    {
        { "a header of a megabyte in small fields", Repeat("X-A: b\r\n", 125_000) },
        { "a header of lines that are none", Repeat("no field\r\n", 100_000) },
        { "a field of a million folds", "X-A: " + Repeat("\r\n\t", 330_000) },
        { "2,000 long fields", Repeat($"X-A: {Repeat("=?utf-8?Q?=41?= ", 30)}\r\n", 2_000) },
    };

    [Theory]
    [MemberData(nameof(Blocks), DisableDiscoveryEnumeration = true)]
    public void A_whole_header_costs_little_to_show(string name, string block)
    {
        var bytes = Encoding.Latin1.GetBytes(block);

        Cost.Of(() =>
        {
            foreach (var (_, value) in HeaderBlock.Parse(bytes).Fields)
                DisplayText.Clean(HeaderText.DecodeLong(value.Span, ""), 1024 * 1024);
        }).AssertBearable(name);
    }

    public static TheoryData<string, string, string> Bodies() => new()
    {
        { "base64 of nothing but padding", "base64", Repeat("=", 4_000_000) },
        { "base64 padded after every digit", "base64", Repeat("A=", 2_000_000) },
        { "base64 with noise", "base64", Repeat("A\n", 2_000_000) },
        { "one line of base64", "base64", Repeat("QUJD", 1_000_000) },
        { "quoted-printable of equals signs", "quoted-printable", Repeat("=", 4_000_000) },
        { "quoted-printable of blanks", "quoted-printable", Repeat(" ", 4_000_000) },
        { "quoted-printable of escapes that are none", "quoted-printable", Repeat("=\t ", 1_300_000) },
        { "uuencode of beginnings", "x-uuencode", Repeat("begin 644 a\n", 350_000) },
        { "uuencode of empty lines", "x-uuencode", "begin 644 a\n" + Repeat("\n", 4_000_000) },
        { "one long line", "8bit", Repeat("x", 4_000_000) },
    };

    [Theory]
    [MemberData(nameof(Bodies), DisableDiscoveryEnumeration = true)]
    public void A_text_costs_little_to_decode(string name, string encoding, string body)
    {
        var bytes = Encoding.Latin1.GetBytes(body);

        Cost.Of(() => TextDecoder.Decode(TransferDecoders.Decode(encoding, bytes).Span, "utf-8", false, true)).AssertBearable(name);
    }

    [Theory]
    [InlineData("utf-7")]
    [InlineData("iso-2022-jp")]
    [InlineData("hz-gb-2312")]
    [InlineData("shift_jis")]
    [InlineData("gb18030")]
    [InlineData("")]
    public void A_text_in_any_charset_costs_little(string charset)
    {
        foreach (var piece in new[] { "\u001b$B", "+AAA-", "~{", "\u00FF\u0081", "\u00A4\u00A2", "+" })
        {
            var bytes = Encoding.Latin1.GetBytes(Repeat(piece, 4_000_000 / piece.Length));
            // The Chinese decoders of .NET spend 36 bytes on every byte they do not know.
            Cost.Of(() => TextDecoder.Decode(bytes, charset, true, true))
                .AssertBearable($"{charset} {Convert.ToHexString(Encoding.Latin1.GetBytes(piece))}", allocated: 200_000_000);
        }
    }

    private static string Repeat(string piece, int count) => new StringBuilder(piece.Length * count).Insert(0, piece, count).ToString();

    private static string Numbered(string format, int count) =>
        string.Concat(Enumerable.Range(0, count).Select(i => string.Format(CultureInfo.InvariantCulture, format, i)));
}
