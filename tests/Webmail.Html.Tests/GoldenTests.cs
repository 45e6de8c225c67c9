namespace Webmail.Html.Tests;

/// <summary>One attack or habit of mail programs per file: NAME.html gives NAME.safe.html.</summary>
public sealed class GoldenTests
{
    private const string Input = ".html";
    private const string Output = ".safe.html";

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Golden");

    public static TheoryData<string> Names() =>
        [.. Directory.GetFiles(Folder, "*" + Output).Select(static f => Path.GetFileName(f)[..^Output.Length]).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Hostile_markup_becomes_exactly_the_reviewed_document(string name)
    {
        var rendered = Rendering.Html(File.ReadAllText(Path.Combine(Folder, name + Input)));
        SafeDocument.Verify(rendered.Document);
        Assert.Equal(File.ReadAllText(Path.Combine(Folder, name + Output)), Rendering.Golden(rendered), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void Every_input_has_a_reviewed_document()
    {
        var inputs = Directory.GetFiles(Folder, "*" + Input).Select(static f => Path.GetFileName(f)).Where(static f => !f.EndsWith(Output, StringComparison.Ordinal));
        Assert.Equal(inputs.Select(static f => f[..^Input.Length]).Order(StringComparer.Ordinal), Names().Select(static row => row.Data));
        Assert.True(Names().Count >= 80);
    }
}
