using System.Text.RegularExpressions;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Architecture.Tests;

/// <summary>What turns a string into markup or code stands nowhere but where it is named here with its reason.</summary>
public sealed partial class RawMarkupTests
{
    private static readonly string[] Sources = [".cs", ".razor", ".js", ".mjs", ".html", ".svg"];

    // File and word; why it is no way in.
    private static readonly Dictionary<string, string> Allowed = new()
    {
        ["src/Webmail.Web/Editor/paste.js: parseFromString"] = "a document that runs and loads nothing, taken apart for what a message can hold",
        ["src/Webmail.Web/Editor/paste.js: innerHTML"] = "read: what is left goes to the editor, which takes what its schema knows",
        ["src/Webmail.Web/Editor/editor.js: parseFromString"] = "a document that runs and loads nothing, read into the editor's schema",
        ["src/Webmail.Web/Editor/editor.js: innerHTML"] = "read: what was written, on its way to the server, which cleans it",
        ["wwwroot/js/composer-parts.js: parseFromString"] = "a page of ours, from our server",
        ["wwwroot/js/composer-body.js: parseFromString"] = "a document that runs and loads nothing, read for its text",
        ["wwwroot/js/picker.js: innerHTML"] = "read: for the colour in it",
        ["wwwroot/js/fresh-page.js: parseFromString"] = "a page of ours, from our server, read for the comments of Blazor",
    };

    // Reading is harmless where writing is not; none of the files above may begin to write.
    [Fact]
    public void Markup_of_an_element_is_never_written() =>
        House.AssertNone(new[] { "src", "wwwroot" }.SelectMany(Files).Where(static file => Written().IsMatch(WithoutComments(File.ReadAllText(file))))
            .Select(static file => Path.GetRelativePath(Repository.Root, file)));

    [Fact]
    public void Nothing_turns_a_string_into_markup_or_code()
    {
        var found = new[] { "src", "wwwroot" }.SelectMany(Files).SelectMany(static file => Ways().Matches(WithoutComments(File.ReadAllText(file)))
                .Select(way => $"{Path.GetRelativePath(Repository.Root, file).Replace('\\', '/')}: {Spaces().Replace(way.Value, " ").Trim('.', '(', ' ', '=')}"))
            .Distinct().ToList();

        House.AssertNone(found.Where(static one => !Allowed.ContainsKey(one)));
        House.AssertNone(Allowed.Keys.Where(one => !found.Contains(one)).Select(static one => $"{one}: allowed, but not there"));
    }

    [Theory]
    [InlineData("<div>@((MarkupString)text)</div>")]
    [InlineData("builder.AddMarkupContent(0, text);")]
    [InlineData("element.innerHTML = text;")]
    [InlineData("element.outerHTML += text;")]
    [InlineData("element['innerHTML'] = text;")]
    [InlineData("element.insertAdjacentHTML('beforeend', text);")]
    [InlineData("document.write(text);")]
    [InlineData("document.writeln(text);")]
    [InlineData("const x = eval(text);")]
    [InlineData("new Function('a', text)")]
    [InlineData("setTimeout('run()', 1)")]
    [InlineData("range.createContextualFragment(text)")]
    [InlineData("new DOMParser().parseFromString(text, 'text/html')")]
    [InlineData("element.setHTMLUnsafe(text)")]
    [InlineData("element.srcdoc = text")]
    [InlineData("location.href = `javascript:${x}`")]
    [InlineData("new BinaryFormatter()")]
    [InlineData("TypeNameHandling.All")]
    [InlineData("Process.Start(\"x\")")]
    [InlineData("Runtime.InvokeVoidAsync(\"eval\", text)")]
    public void A_way_is_seen(string source) => Assert.Matches(Ways(), WithoutComments(source));

    [Theory]
    [InlineData("// never innerHTML\nconst retrieval = evaluate(x);")]
    [InlineData("/* no eval( here */ setTimeout(() => run(), 1)")]
    public void Words_about_it_are_none(string source) => Assert.DoesNotMatch(Ways(), WithoutComments(source));

    private static string WithoutComments(string source) => Comments().Replace(source, "");

    private static IEnumerable<string> Files(string place) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, place), "*", SearchOption.AllDirectories)
            .Where(static file => Sources.Contains(Path.GetExtension(file)) && !file.Contains("/node_modules/", StringComparison.Ordinal));

    [GeneratedRegex(@"/\*(?s:.*?)\*/|@\*(?s:.*?)\*@|(?m:(?<=^|[\s;{}(),])//[^\n]*$)")]
    private static partial Regex Comments();

    [GeneratedRegex(@"\b(inner|outer)HTML\b[""'\]]*\s*[+?|&]*=(?!=)")]
    private static partial Regex Written();

    [GeneratedRegex(@"MarkupString|AddMarkupContent|\b(inner|outer)HTML\b|insertAdjacentHTML|document\.write(ln)?\b|(?<![\w.])eval\s*\(|[""']eval[""']|new\s+Function\s*\(|set(Timeout|Interval)\s*\(\s*[""'`]|createContextualFragment|parseFromString|setHTMLUnsafe|\bsrcdoc\b|[""'`]javascript:|BinaryFormatter|TypeNameHandling|\bProcess\.Start\b")]
    private static partial Regex Ways();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
