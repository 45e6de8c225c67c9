using System.Buffers;
using System.Text;
using CsCheck;
using Webmail.Mail.Messages.Mime;
using Xunit;

namespace Webmail.Mail.Tests.Messages.Mime;

public sealed class TransferDecoderTests
{
    private static string Decode(string encoding, string text) =>
        Encoding.UTF8.GetString(TransferDecoders.Decode(encoding, Encoding.Latin1.GetBytes(text)).Span);

    [Theory]
    [InlineData("aGVsbG8=", "hello")]
    [InlineData("aGVs\r\nbG8=\r\n", "hello")]
    [InlineData("aGVsbG8", "hello")]
    [InlineData("aGVs*bG8!", "hello")]
    [InlineData("aGU=bGxv", "hello")]
    [InlineData("a", "")]
    [InlineData("====", "")]
    public void Base64_is_decoded_also_when_damaged(string encoded, string decoded) => Assert.Equal(decoded, Decode("BASE64", encoded));

    [Theory]
    [InlineData("a=3Db", "a=b")]
    [InlineData("a=\r\nb", "ab")]
    [InlineData("a= \t\r\nb", "ab")]
    [InlineData("a  \r\nb", "a\r\nb")]
    [InlineData("a=zzb", "a=zzb")]
    [InlineData("=c3=a9", "é")]
    [InlineData("a=", "a")]
    [InlineData("a=\nb", "ab")]
    public void Quoted_printable_is_decoded_also_when_damaged(string encoded, string decoded) =>
        Assert.Equal(decoded, Decode("quoted-printable", encoded));

    [Fact]
    public void Uuencode_is_decoded_between_begin_and_end() =>
        Assert.Equal("hello world", Decode("x-uuencode", "words before\r\nbegin 644 a.txt\r\n+:&5L;&\\@=V]R;&0\r\n`\r\nend\r\nafter\r\n"));

    [Theory]
    [InlineData("7bit")]
    [InlineData("")]
    [InlineData("x-nonsense")]
    public void An_unknown_encoding_leaves_the_bytes_alone(string encoding) => Assert.Equal("a=3Db", Decode(encoding, "a=3Db"));

    [Theory]
    [InlineData("base64")]
    [InlineData("quoted-printable")]
    [InlineData("x-uuencode")]
    [InlineData("binary")]
    public void Pieces_of_any_size_decode_like_the_whole(string encoding) =>
        Gen.Select(Gen.Byte.Array[0, 400], Gen.Int[1, 17]).Sample((bytes, step) =>
        {
            byte[] encoded = encoding switch
            {
                "base64" => Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes, Base64FormattingOptions.InsertLineBreaks)),
                _ => bytes,
            };
            var pieces = new ArrayBufferWriter<byte>();
            var decoder = TransferDecoders.For(encoding);
            for (var i = 0; i < encoded.Length; i += step)
                decoder.Decode(encoded.AsSpan(i, Math.Min(step, encoded.Length - i)), pieces);
            decoder.Finish(pieces);
            Assert.Equal(TransferDecoders.Decode(encoding, encoded).ToArray(), pieces.WrittenSpan.ToArray());
            if (encoding == "base64")
                Assert.Equal(bytes, pieces.WrittenSpan.ToArray());
        });
}
