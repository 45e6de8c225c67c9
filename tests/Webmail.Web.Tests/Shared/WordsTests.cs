using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Resources;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Webmail.Mail;
using Webmail.Testing.Servers;
using Webmail.Web.Shared;
using Xunit;

namespace Webmail.Web.Tests.Shared;

public sealed partial class WordsTests
{
    private static readonly string Source = Path.Combine(Repository.Root, "src", "Webmail.Web");
    private static readonly Assembly Web = typeof(Words).Assembly;

    [Fact]
    public void Every_text_has_its_japanese()
    {
        var missing = new List<string>();
        foreach (var file in SourceFiles())
        {
            var known = KeysOf(Path.GetDirectoryName(file)!).Union(KeysOf(Path.Combine(Source, "Shared"))).ToHashSet();
            missing.AddRange(Texts().Matches(File.ReadAllText(file)).Select(static m => Regex.Unescape(m.Groups["key"].Value))
                .Where(key => !known.Contains(key)).Select(key => $"{Path.GetFileName(file)}: {key}"));
        }

        Assert.Empty(missing);
    }

    [Fact]
    public void A_translation_has_the_places_of_its_original()
    {
        foreach (var (key, value) in Directories().SelectMany(Pairs))
            Assert.Equal(Places(key), Places(value));
    }

    [Fact]
    public void Every_failure_has_words_of_its_own_in_both_languages()
    {
        using var services = new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider();
        var words = services.GetRequiredService<IStringLocalizer<Words>>();
        var uiCulture = CultureInfo.CurrentUICulture;
        try
        {
            foreach (var language in new[] { "en", "ja" })
            {
                CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
                var texts = Enum.GetValues<MailFailure>().Select(f => FailureText.Of(f, "", words)).ToList();
                Assert.Equal(texts.Count, texts.Distinct().Count());
                Assert.All(texts, text => Assert.Equal(language == "ja", text.Any(static c => c is >= '\u3040' and <= '\u30ff')));
            }
        }
        finally
        {
            CultureInfo.CurrentUICulture = uiCulture;
        }
    }

    [Fact]
    public void Every_icon_that_is_shown_is_in_the_sprite()
    {
        var shown = SourceFiles().SelectMany(static file => Icons().Matches(File.ReadAllText(file))).Select(static m => m.Groups["name"].Value);
        Assert.Empty(shown.Except(IconSprite.Names));
    }

    // MarkupString is banned by an analyzer; this is the other way, which the Razor compiler itself must use.
    [Fact]
    public void Nobody_adds_markup_by_hand() =>
        Assert.DoesNotContain(SourceFiles(), static file => File.ReadAllText(file).Contains("AddMarkupContent", StringComparison.Ordinal));

    private static IEnumerable<string> SourceFiles() => Directory.EnumerateFiles(Source, "*.*", SearchOption.AllDirectories)
        .Where(static f => f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".razor", StringComparison.Ordinal));

    private static IEnumerable<string> Directories() => Directory.EnumerateFiles(Source, "*.ja.resx", SearchOption.AllDirectories)
        .Select(static f => Path.GetDirectoryName(f)!).Distinct();

    private static IEnumerable<string> KeysOf(string directory) => Pairs(directory).Select(static p => p.Key);

    private static IEnumerable<(string Key, string Value)> Pairs(string directory)
    {
        var japanese = Web.GetSatelliteAssembly(CultureInfo.GetCultureInfo("ja"));
        var area = $"Webmail.Web.{Path.GetRelativePath(Source, directory).Replace(Path.DirectorySeparatorChar, '.')}.";
        foreach (var name in japanese.GetManifestResourceNames().Where(n => n.StartsWith(area, StringComparison.Ordinal) && !n[area.Length..^".ja.resources".Length].Contains('.', StringComparison.Ordinal)))
        {
            using var reader = new ResourceReader(japanese.GetManifestResourceStream(name)!);
            foreach (DictionaryEntry entry in reader)
                yield return ((string)entry.Key, (string)entry.Value!);
        }
    }

    private static string Places(string text) => string.Join(' ', Regex.Matches(text, @"\{\d\}").Select(static m => m.Value).Distinct().Order());

    [GeneratedRegex("""\b(?:L|Words|words|Texts)(?:\[|\.Counted\([^"]*)"(?<key>(?:[^"\\]|\\.)*)"(?:, ?"(?<key>(?:[^"\\]|\\.)*)")?""")]
    private static partial Regex Texts();

    [GeneratedRegex("""<Icon Name="(?<name>[a-z_-]+)["]""")]
    private static partial Regex Icons();
}
