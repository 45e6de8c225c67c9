using System.Text.RegularExpressions;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Architecture.Tests;

/// <summary>How other webmails were broken is listed in tests/corpus/hostile/README.md, with the tests that guard ours.</summary>
public sealed partial class PastFailuresTests
{
    private static readonly string Hostile = Path.Combine(Repository.Root, "tests", "corpus", "hostile");

    private static readonly string[] Rows =
    [
        .. File.ReadAllText(Path.Combine(Hostile, "README.md")).Split("## What broke other webmails")[1].Split('\n')
            .Where(static line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1),
    ];

    [Fact]
    public void Every_one_names_tests_and_mails_that_exist()
    {
        var tests = Directory.GetFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories).ToLookup(Path.GetFileNameWithoutExtension, File.ReadAllText);
        var mails = Directory.GetFiles(Hostile, "*.eml").Select(static file => Path.GetFileName(file)[..4]).ToHashSet();

        Assert.True(Rows.Length >= 20);
        Assert.All(Rows, row =>
        {
            var guards = row.Split('|')[2];
            var named = Test().Matches(guards);
            var ranges = Mails().Matches(guards);
            Assert.True(named.Count + ranges.Count > 0, row);
            Assert.All(named, name => Assert.Contains(tests[name.Groups[1].Value], text => text.Contains($" {name.Groups[2].Value}(", StringComparison.Ordinal) || !name.Groups[2].Success));
            Assert.All(ranges, range =>
            {
                var (first, last) = (range.Groups[1].Value, range.Groups[2].Success ? range.Groups[2].Value : range.Groups[1].Value);
                Assert.Contains(first, mails);
                Assert.Contains(last, mails);
                Assert.True(first[0] == last[0] && string.CompareOrdinal(first, last) <= 0, row);
            });
        });
    }

    [GeneratedRegex(@"`(\w+)(?:\.(\w+))?`")]
    private static partial Regex Test();

    [GeneratedRegex(@"\b([thcmr]\d{3})(?:–([thcmr]\d{3}))?\b")]
    private static partial Regex Mails();
}
