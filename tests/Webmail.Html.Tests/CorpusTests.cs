namespace Webmail.Html.Tests;

/// <summary>Other people's HTML and mail, from a folder named by WEBMAIL_CORPUS; nothing of it is kept here.</summary>
public sealed class CorpusTests
{
    private const string Variable = "WEBMAIL_CORPUS";

    [Fact]
    public void Every_file_of_a_corpus_gives_a_safe_document()
    {
        var folder = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(folder), $"{Variable} names no folder");
        var files = Directory.GetFiles(folder!, "*", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var raw = File.ReadAllText(file, System.Text.Encoding.Latin1);
            SafeDocument.Verify(Rendering.Html(raw).Document);
            SafeDocument.Verify(Rendering.Text(raw, flowed: true).Document);
        }
    }
}
