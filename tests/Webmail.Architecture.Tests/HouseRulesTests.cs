using Webmail.Testing.Servers;
using Xunit;

namespace Webmail.Architecture.Tests;

public sealed class HouseRulesTests
{
    private static readonly string[] Sources = [".cs", ".razor", ".js", ".css", ".sh"];

    private static readonly string[] Places = ["src", "tests", "wwwroot", "deploy"];

    [Fact]
    public void No_source_leaves_work_undone()
    {
        string[] marks = ["TO" + "DO", "FIX" + "ME", "NotImplemented" + "Exception"];

        var undone = Places.SelectMany(Files)
            .Where(file => marks.Any(mark => File.ReadAllText(file).Contains(mark, StringComparison.Ordinal)))
            .Select(static file => Path.GetRelativePath(Repository.Root, file));

        House.AssertNone(undone);
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "Webmail.sln")).Replace('\\', '/');

        var missing = new[] { "src", "tests" }
            .SelectMany(static place => Directory.GetFiles(Path.Combine(Repository.Root, place), "*.csproj", SearchOption.AllDirectories))
            .Select(static project => Path.GetRelativePath(Repository.Root, project).Replace('\\', '/'))
            .Where(project => !solution.Contains($"\"{project}\"", StringComparison.Ordinal));

        House.AssertNone(missing);
    }

    private static List<string> Files(string place) =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, place), "*", SearchOption.AllDirectories)
            .Where(static file => Sources.Contains(Path.GetExtension(file)))];
}
