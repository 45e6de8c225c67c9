using System.Globalization;
using Webmail.Testing.Servers;

namespace Webmail.EndToEnd.Tests.Harness;

/// <summary>
/// The image as its Containerfile describes it, without a container engine: published from exactly the files the engine would be
/// given, run by the user, with the environment and the command of the image, in a root that only /data and /tmp of can be written.
/// </summary>
internal sealed class Container : IAsyncDisposable
{
    private readonly ContainerFile _file = new();
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("wm-container-");
    private readonly Dictionary<string, string> _environment;
    private ChildProcess? _process;

    /// <summary>Prepares it; <paramref name="settings"/> go over the environment of the image, as on the command line of an engine.</summary>
    public Container(IReadOnlyDictionary<string, string> settings)
    {
        Port = LoopbackPort.Free(1)[0];
        _environment = new Dictionary<string, string>(_file.Environment)
        {
            // The network is not its own here, so the port is not either.
            ["ASPNETCORE_HTTP_PORTS"] = Port.ToString(CultureInfo.InvariantCulture),
            ["PATH"] = "/usr/bin:/bin",
        };
        foreach (var (key, value) in settings)
            _environment[key] = value;
        Secrets = _directory.CreateSubdirectory("secrets").FullName;
    }

    /// <summary>TCP port.</summary>
    public int Port { get; }

    /// <summary>Where a browser goes.</summary>
    public Uri Url => new($"http://127.0.0.1:{Port}/");

    /// <summary>What is in /run/secrets.</summary>
    public string Secrets { get; }

    /// <summary>What it wrote last.</summary>
    public string LastWords => _process?.LastWords ?? "";

    /// <summary>What the kernel says about its process ("Uid", "CapEff" …).</summary>
    public string Status(string name) => File.ReadLines($"/proc/{_process!.Id}/status")
        .Select(static line => line.Split(':', 2)).Single(pair => pair[0] == name)[1].Trim().Split('\t')[0];

    /// <summary>Publishes the image and starts it.</summary>
    public async Task StartAsync(CancellationToken token)
    {
        await PublishAsync(token);
        _process = Run(_file.EntryPoint);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            await using var check = Run(_file.HealthCheck);
            try
            {
                await check.CompleteAsync(limit.Token);
                return;
            }
            catch (InvalidOperationException) when (!_process.HasExited)
            {
                // Not well yet: asked again until the limit.
            }
        }
    }

    /// <summary>Stops it as an engine does, and fails unless it ends well.</summary>
    public async Task StopAsync(CancellationToken token)
    {
        await _process!.TerminateAsync(token);
        await _process.CompleteAsync(token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private string App => Path.Combine(_directory.FullName, "app");

    private async Task PublishAsync(CancellationToken token)
    {
        var source = _directory.CreateSubdirectory("source").FullName;
        foreach (var line in File.ReadLines(Path.Combine(Repository.Root, ".dockerignore")).Where(static line => line.StartsWith('!')))
            await RunAsync("cp", ["-r", "--", Path.Combine(Repository.Root, line[1..]), source], token);
        var publish = _file.Publish.Select(word => word == "/out/app" ? App : word).ToArray();
        await RunAsync(publish[0], [.. publish[1..], "-v", "quiet", "--nologo"], token, source);
    }

    private static async Task RunAsync(string file, string[] arguments, CancellationToken token, string directory = "/")
    {
        await using var process = ChildProcess.Start(file, arguments, new Dictionary<string, string>(), directory);
        await process.CompleteAsync(token);
    }

    private ChildProcess Run(string[] command) => ChildProcess.Start(
        Path.Combine(Repository.Testbed, "contained.sh"),
        [
            App, Secrets, .. _file.User, "/usr/bin/env", "-i", $"--chdir={_file.WorkingDirectory}",
            .. _environment.Select(static pair => $"{pair.Key}={pair.Value}"), .. command,
        ],
        new Dictionary<string, string>(), "/");
}
