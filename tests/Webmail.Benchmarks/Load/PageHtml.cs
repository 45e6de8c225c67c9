using System.Net;
using System.Text.RegularExpressions;

namespace Webmail.Benchmarks.Load;

/// <summary>What a browser and blazor.web.js read out of a page.</summary>
internal static partial class PageHtml
{
    /// <summary>The hidden fields of its first form: antiforgery token and the form's name.</summary>
    public static IEnumerable<KeyValuePair<string, string>> HiddenFields(string html)
    {
        var form = Form().Match(html).Value;
        foreach (var input in HiddenInput().Matches(form).Select(static match => match.Value))
            yield return new(Attribute(input, "name"), Attribute(input, "value"));
    }

    /// <summary>The components that want a circuit, as JSON.</summary>
    public static IEnumerable<string> Components(string html) =>
        Component().Matches(html).Select(static match => match.Groups[1].Value).Where(static json => json.Contains("\"type\":\"server\"", StringComparison.Ordinal));

    /// <summary>What the server wants back when the circuit starts.</summary>
    public static string State(string html) => ComponentState().Match(html).Groups[1].Value;

    /// <summary>Addresses in attributes, decoded.</summary>
    public static IEnumerable<string> Links(string html) =>
        Link().Matches(html).Select(static match => WebUtility.HtmlDecode(match.Groups[1].Value));

    private static string Attribute(string element, string name) =>
        WebUtility.HtmlDecode(Regex.Match(element, $" {name}=\"([^\"]*)\"").Groups[1].Value);

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("<input[^>]*type=\"hidden\"[^>]*>")]
    private static partial Regex HiddenInput();

    [GeneratedRegex(@"<!--Blazor:(\{.*?\})-->", RegexOptions.Singleline)]
    private static partial Regex Component();

    [GeneratedRegex("<!--Blazor-Server-Component-State:([^>]*)-->")]
    private static partial Regex ComponentState();

    [GeneratedRegex("(?:href|src)=\"([^\"]*)\"")]
    private static partial Regex Link();
}
