using System.Text.Json;
using System.Text.RegularExpressions;
using Webmail.Testing.Servers;

namespace Webmail.EndToEnd.Tests.Harness;

/// <summary>What deploy/container/Containerfile says: how the image is built and how it is run.</summary>
internal sealed class ContainerFile
{
    private readonly List<(string Word, string Arguments)> _build = [];
    private readonly List<(string Word, string Arguments)> _image = [];

    public ContainerFile()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "deploy", "container", "Containerfile"));
        var stages = 0;
        foreach (var line in Regex.Replace(text, @"\\\n\s*", " ").Split('\n').Where(static l => l.Length > 0 && l[0] != '#'))
        {
            var words = line.Split(' ', 2);
            stages += words[0] == "FROM" ? 1 : 0;
            (stages == 1 ? _build : _image).Add((words[0], words[1].Trim()));
        }

        if (stages != 2)
            throw new InvalidDataException($"The Containerfile has {stages} stages, not one that builds and one that is shipped.");
    }

    /// <summary>The command of the first stage that makes the program.</summary>
    public string[] Publish => _build.First(static line => line.Word == "RUN" && line.Arguments.StartsWith("dotnet publish", StringComparison.Ordinal)).Arguments.Split(' ');

    /// <summary>The environment of the image.</summary>
    public IReadOnlyDictionary<string, string> Environment => _image.Where(static line => line.Word == "ENV")
        .SelectMany(static line => line.Arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(static pair => pair.Split('=', 2))
        .ToDictionary(static pair => pair[0], static pair => pair[1]);

    /// <summary>Numbers of the user and the group.</summary>
    public string[] User => One("USER").Split(':');

    /// <summary>Where the program is and runs.</summary>
    public string WorkingDirectory => One("WORKDIR");

    /// <summary>What runs.</summary>
    public string[] EntryPoint => JsonSerializer.Deserialize<string[]>(One("ENTRYPOINT"))!;

    /// <summary>What tells whether it lives.</summary>
    public string[] HealthCheck => JsonSerializer.Deserialize<string[]>(One("HEALTHCHECK").Split("CMD", 2)[1])!;

    private string One(string word) => _image.Single(line => line.Word == word).Arguments;
}
