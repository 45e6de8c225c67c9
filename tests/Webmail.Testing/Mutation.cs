using System.Globalization;
using System.Text;

namespace Webmail.Testing;

/// <summary>
/// Damages bytes at random, the same way for the same seed. Each run takes a seed of its own; a failure names it, and WEBMAIL_SEED
/// repeats it.
/// </summary>
public static class Mutation
{
    private static readonly byte[][] Pieces =
    [
        .. new[]
        {
            "\r\n", "\n", "\r", "\0", "\r\n\r\n", "--", "\"", "\\", "(", ")", "<", ">", ",", ";", ":", "@", "=", "=?", "?=", "=?utf-8?B?", "=?x?Q?=00?=", "*0*=", "''", "%00",
            "{9}\r\n", "NIL", "multipart/mixed", "multipart/alternative", "message/rfc822", "text/html", "base64", "charset=utf-7", "charset=\"", "boundary=", "\u001b$B", "\u001b(B",
            "Content-Type: ", "begin 644 a\r\n", "\r\nend\r\n", "<div>", "</table>", "&#0;", "\uFEFF", "\u202E", "日本語",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    /// <summary>Runs a check so many times with one sequence of random numbers.</summary>
    public static void Run(int times, Action<Random> check)
    {
        var seed = Seed();
        var random = new Random(seed);
        for (var i = 0; i < times; i++)
        {
            try
            {
                check(random);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"WEBMAIL_SEED={seed}, run {i}: {e}", e);
            }
        }
    }

    /// <summary>The seed of this run: the one asked for, or a new one.</summary>
    public static int Seed() =>
        int.TryParse(Environment.GetEnvironmentVariable("WEBMAIL_SEED"), CultureInfo.InvariantCulture, out var asked) ? asked : Random.Shared.Next();

    /// <summary>Some bytes, damaged in one to six places.</summary>
    public static byte[] Of(byte[] bytes, Random random)
    {
        var mutant = bytes.ToList();
        for (var left = random.Next(1, 7); left > 0; left--)
        {
            var at = random.Next(mutant.Count + 1);
            var length = Math.Min(mutant.Count - at, random.Next(3) == 0 ? random.Next(200) : random.Next(1, 5));
            switch (random.Next(7))
            {
                case 0 when at < mutant.Count:
                    mutant[at] = (byte)random.Next(256);
                    break;
                case 1 when at < mutant.Count:
                    mutant[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    mutant.RemoveRange(at, length);
                    break;
                case 3:
                    mutant.InsertRange(at, Pieces[random.Next(Pieces.Length)]);
                    break;
                case 4:
                    mutant.InsertRange(random.Next(mutant.Count + 1), mutant.GetRange(at, length));
                    break;
                case 5:
                    Lines(mutant, random);
                    break;
                default:
                    mutant.InsertRange(at, Enumerable.Repeat(at < mutant.Count ? mutant[at] : (byte)'(', random.Next(2_000)));
                    break;
            }
        }

        return [.. mutant];
    }

    /// <summary>Drops, doubles or moves a line.</summary>
    private static void Lines(List<byte> bytes, Random random)
    {
        if (bytes.Count == 0)
            return;
        var start = bytes.LastIndexOf((byte)'\n', random.Next(bytes.Count)) + 1;
        var end = start < bytes.Count ? bytes.IndexOf((byte)'\n', start) + 1 : 0;
        var line = bytes.GetRange(start, (end > 0 ? end : bytes.Count) - start);
        if (random.Next(2) == 0)
            bytes.RemoveRange(start, line.Count);
        if (random.Next(2) == 0)
            bytes.InsertRange(random.Next(bytes.Count + 1), line);
    }
}
