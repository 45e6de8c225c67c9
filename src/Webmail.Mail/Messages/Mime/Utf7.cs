using System.Text;

namespace Webmail.Mail.Messages.Mime;

/// <summary>
/// Reads UTF-7 (RFC 2152), which .NET disables. Harmless here: what it yields is cleaned like any other text. It cannot write.
/// </summary>
internal sealed class Utf7 : Encoding
{
    /// <summary>The one instance.</summary>
    public static readonly Utf7 Instance = new();

    /// <inheritdoc/>
    public override int CodePage => 65000;

    /// <inheritdoc/>
    public override string WebName => "utf-7";

    /// <inheritdoc/>
    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
    {
        var text = Decode(bytes.AsSpan(byteIndex, byteCount));
        text.CopyTo(0, chars, charIndex, text.Length);
        return text.Length;
    }

    /// <inheritdoc/>
    public override int GetCharCount(byte[] bytes, int index, int count) => Decode(bytes.AsSpan(index, count)).Length;

    /// <inheritdoc/>
    public override int GetMaxCharCount(int byteCount) => byteCount;

    /// <inheritdoc/>
    public override int GetByteCount(char[] chars, int index, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override int GetMaxByteCount(int charCount) => throw new NotSupportedException();

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != (byte)'+')
            {
                text.Append((char)bytes[i]);
                continue;
            }

            var start = ++i;
            uint bits = 0;
            var count = 0;
            while (i < bytes.Length && Base64Digit(bytes[i]) is >= 0 and var digit)
            {
                bits = (bits << 6) | (uint)digit;
                count += 6;
                if (count >= 16)
                {
                    count -= 16;
                    text.Append((char)(ushort)(bits >> count));
                }

                i++;
            }

            if (i == start)
                text.Append('+');
            // A minus ends the run and is not text; "+-" is a plus.
            if (i >= bytes.Length || bytes[i] != (byte)'-')
                i--;
        }

        return text.ToString();
    }

    private static int Base64Digit(byte value) => value switch
    {
        >= (byte)'A' and <= (byte)'Z' => value - 'A',
        >= (byte)'a' and <= (byte)'z' => value - 'a' + 26,
        >= (byte)'0' and <= (byte)'9' => value - '0' + 52,
        (byte)'+' => 62,
        (byte)'/' => 63,
        _ => -1,
    };
}
