using System.Text;
using CsCheck;

namespace Webmail.Html.Tests;

/// <summary>Messages of the hostile corpus with pieces cut out, moved, doubled and put in: whatever comes out of that is made harmless too.</summary>
public sealed class MutationTests
{
    private const int Iterations = 2_000;

    private static readonly string[] Mails =
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Hostile"), "*.eml").Order(StringComparer.Ordinal).Select(static file => BodyOf(File.ReadAllText(file, Encoding.UTF8)))];

    private static readonly string[] Pieces =
        ["<", ">", "\"", "'", "`", "</", "<!--", "-->", "=", "&", ";", "\0", "\n", "<svg>", "<math>", "<style>", "</style>", "<table>", "</table>", "<template>", "<p>", "</p>", "<a>", "\\", "url(", ")", "{", "}", "/*", "*/", "&lt;", "\u2028"];

    private static readonly Gen<string> Mutated =
        from mail in Gen.Int[0, Mails.Length - 1]
        from changes in Gen.Select(Gen.Int[0, 3], Gen.Int[0, 9_999], Gen.Int[0, 9_999], Gen.Int[1, 40], Gen.Int[0, Pieces.Length - 1]).Array[1, 6]
        select changes.Aggregate(Mails[mail], static (text, change) => Changed(text, change.Item1, change.Item2, change.Item3, change.Item4, Pieces[change.Item5]));

    [Fact]
    public void A_changed_attack_is_harmless_as_well() => Mutated.Sample(static html => SafeDocument.Verify(Rendering.Html(html).Document), iter: Iterations);

    [Fact]
    public void A_changed_attack_once_cleaned_stays_as_it_is() => Mutated.Sample(
        static html =>
        {
            if (MessageHtml.Clean(html) is not { } mail)
                return;
            Assert.Equal(mail.Body, MessageHtml.Clean($"<!doctype html><style>{mail.Names.Css}</style><body>{mail.Body}")?.Body);
        },
        iter: Iterations);

    [Fact]
    public void A_writer_that_knows_what_to_expect_writes_what_one_that_does_not_writes() => Gen.Select(Gen.String, Gen.String.Array[0, 5], Gen.Int[0, 60]).Sample(
        static (expected, pieces, limit) =>
        {
            var (knowing, plain) = (new MarkupWriter(limit, expected), new MarkupWriter(limit));
            foreach (var piece in pieces.Prepend(expected[..(expected.Length / 2)]))
            {
                knowing.Text(piece);
                plain.Text(piece);
            }

            Assert.Equal(!plain.IsFull && plain.ToString() == expected, knowing.IsAsExpected && !knowing.IsFull);
            Assert.Equal(plain.IsFull, knowing.IsFull);
            Assert.Equal(plain.ToString(), knowing.ToString());
        });

    private static string BodyOf(string message) => message[(message.IndexOf("\n\n", StringComparison.Ordinal) + 2)..];

    private static string Changed(string text, int kind, int where, int other, int length, string piece)
    {
        var at = (int)((long)where * text.Length / 10_000);
        length = Math.Min(length, text.Length - at);
        return kind switch
        {
            0 => text.Remove(at, length),
            1 => text.Insert(at, piece),
            2 => text.Insert((int)((long)other * text.Length / 10_000), text.Substring(at, length)),
            _ => text.Remove(at, length).Insert(at, piece),
        };
    }
}
