using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Architecture.Tests;

public sealed partial class ScriptTypesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_types_of_our_scripts_hold()
    {
        var check = new ProcessStartInfo(Compiler(), ["-p", Path.Combine("src", "Webmail.Web", "jsconfig.json"), "--pretty", "false"])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(check)!;
        var found = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);

        Assert.True(process.ExitCode == 0, found);
    }

    [Fact]
    public void Every_script_is_checked()
    {
        // A script outside the folders of jsconfig.json would be served and never looked at.
        var outside = Scripts()
            .Select(static file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Where(static file => !file.StartsWith("wwwroot/js/", StringComparison.Ordinal) && !file.StartsWith("src/Webmail.Web/Editor/", StringComparison.Ordinal)
                && !file.StartsWith("src/Webmail.Web/Pdf/", StringComparison.Ordinal)
                && !(file.StartsWith("src/Webmail.Web/Features/", StringComparison.Ordinal) && file.EndsWith(".razor.js", StringComparison.Ordinal)));

        House.AssertNone(outside);
    }

    [Fact]
    public void Every_module_that_another_one_imports_is_asked_for_with_the_page()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "src", "Webmail.Web", "Shell", "App.razor"));
        var later = FetchedLater();
        var late = Scripts().Where(file => !later.Contains(Path.GetFileName(file))).SelectMany(ImportsOf).Distinct()
            .Where(module => !page.Contains($"\"js/{module}\"", StringComparison.Ordinal));

        Assert.NotEmpty(later);
        House.AssertNone(late);
    }

    // What a script imports when somebody first needs it may import others then: the page does not wait for those. Nor does it for what a
    // page of a feature's own begins with: that is opened from one whose modules the browser has.
    private static HashSet<string> FetchedLater()
    {
        var all = Scripts().ToDictionary(static file => Path.GetFileName(file), StringComparer.Ordinal);
        var features = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "Webmail.Web", "Features"), "*.razor", SearchOption.AllDirectories);
        var waiting = new Queue<string>(all.Values.SelectMany(static file => ImportedLater().Matches(File.ReadAllText(file)))
            .Concat(features.SelectMany(static file => BegunWith().Matches(File.ReadAllText(file)))).Select(static import => import.Groups[1].Value));
        var later = new HashSet<string>(StringComparer.Ordinal);
        while (waiting.TryDequeue(out var module))
        {
            if (!all.TryGetValue(module, out var file) || !later.Add(module))
                continue;
            foreach (var imported in ImportsOf(file))
                waiting.Enqueue(imported);
        }

        return later;
    }

    private static IEnumerable<string> ImportsOf(string file) =>
        Import().Matches(File.ReadAllText(file)).Select(static import => $"{import.Groups[1].Value}{import.Groups[2].Value}");

    [GeneratedRegex("""[^\w]import\(['"]\./([\w-]+\.js)['"]\)""")]
    private static partial Regex ImportedLater();

    [GeneratedRegex("""<script type="module" src="(?:@Assets\["|@\(Root\))js/([\w-]+\.js)""")]
    private static partial Regex BegunWith();

    [GeneratedRegex("""from ['"][./]*(?:js/)?([\w-]+\.js)['"]|^import ['"][./]*(?:js/)?([\w-]+\.js)['"]""", RegexOptions.Multiline)]
    private static partial Regex Import();

    private static IEnumerable<string> Scripts() => new[] { "src", "wwwroot" }
        .SelectMany(static place => Directory.EnumerateFiles(Path.Combine(Repository.Root, place), "*.js", SearchOption.AllDirectories));

    private static string Compiler()
    {
        var package = typeof(ScriptTypesTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(static m => m.Key == "TypeScript").Value!;
        var system = OperatingSystem.IsWindows() ? "win32" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        var architecture = RuntimeInformation.ProcessArchitecture is System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "x64";
        var compiler = Path.Combine(package, "tools", "runtimes", $"{system}-{architecture}", OperatingSystem.IsWindows() ? "tsc.exe" : "tsc");
        // NuGet unpacks without the right to run.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(compiler, File.GetUnixFileMode(compiler) | UnixFileMode.UserExecute);
        return compiler;
    }
}
