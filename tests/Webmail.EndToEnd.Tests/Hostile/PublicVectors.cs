using System.Text.Json;
using System.Text.RegularExpressions;
using Webmail.EndToEnd.Tests.Harness;

namespace Webmail.EndToEnd.Tests.Hostile;

/// <summary>Attacks that others published with their packages: fetched when they are needed, and nothing of them is kept here.</summary>
internal static partial class PublicVectors
{
    private static readonly string[] Packages = ["dompurify@0.7.4", "sanitize-html@1.14.1", "xss-filters@1.2.7", "sanitize-caja@0.1.4", "insane@2.6.2"];

    private static readonly Lazy<Task<string[]>> Fetched = new(FetchAsync);

    // Every string of a test that holds markup, and every line of a list.
    private const string Collect = """
        const fs = require("fs"), path = require("path"), found = new Set();
        const add = text => { if (text.includes("<") && text.length < 20000) found.add(text); };
        const literal = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g;
        for (const file of fs.readdirSync(process.argv[1], { recursive: true, withFileTypes: true })) {
          const name = path.join(file.parentPath ?? file.path, file.name);
          if (!file.isFile() || !/\/tests?\//.test(name))
            continue;
          const text = fs.readFileSync(name, "utf8");
          if (/\.html$/.test(name))
            add(text);
          else if (/\.xss$/.test(name))
            text.split("\n").forEach(add);
          else if (/\.js$/.test(name))
            for (const [quoted] of text.matchAll(literal))
              try {
                add(quoted[0] === "`" ? quoted.slice(1, -1) : eval(quoted));
              } catch (broken) {
                // Quotes of a regular expression or a comment are no string.
                if (!(broken instanceof SyntaxError))
                  throw broken;
              }
        }
        fs.writeFileSync(process.argv[2], JSON.stringify([...found]));
        """;

    /// <summary>All of them, with the hosts they name replaced by <paramref name="host"/>.</summary>
    public static async Task<IReadOnlyList<string>> AllAsync(string host)
    {
        var all = await Fetched.Value;
        return [.. all.Select(vector => Hosts().Replace(vector, "//" + host)).Distinct()];
    }

    private static async Task<string[]> FetchAsync()
    {
        var folder = Directory.CreateTempSubdirectory("wm-vectors-").FullName;
        try
        {
            foreach (var package in Packages)
                await RunAsync("npm", ["pack", "--silent", "--pack-destination", folder, package], folder);
            foreach (var archive in Directory.GetFiles(folder, "*.tgz"))
            {
                var into = Directory.CreateDirectory(Path.ChangeExtension(archive, null)).FullName;
                await RunAsync("tar", ["xzf", archive, "-C", into, "--warning=none"], folder);
            }

            var json = Path.Combine(folder, "vectors.json");
            await RunAsync("node", ["-e", Collect, folder, json], folder);
            return JsonSerializer.Deserialize<string[]>(await File.ReadAllTextAsync(json))!;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task RunAsync(string program, string[] arguments, string folder)
    {
        await using var process = ChildProcess.Start(program, arguments, new Dictionary<string, string>(), folder);
        await process.CompleteAsync(CancellationToken.None);
    }

    [GeneratedRegex(@"//[A-Za-z0-9][A-Za-z0-9.-]*\.[A-Za-z]{2,}(:\d+)?")]
    private static partial Regex Hosts();
}
