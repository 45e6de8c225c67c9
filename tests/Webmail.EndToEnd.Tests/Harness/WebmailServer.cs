using System.Globalization;
using System.Net;
using Webmail.Testing.Servers;

namespace Webmail.EndToEnd.Tests.Harness;

/// <summary>The webmail as a process of its own, in front of a mail server.</summary>
public sealed class WebmailServer : IAsyncDisposable
{
    private readonly Dictionary<string, string> _environment;
    private readonly string _directory;
    private ChildProcess? _process;

    /// <summary>Prepares a server with its own data directory; <paramref name="settings"/> are configuration keys.</summary>
    public WebmailServer(DovecotServer? mail, IReadOnlyDictionary<string, string>? settings = null)
    {
        _directory = Directory.CreateTempSubdirectory("wm-e2e-").FullName;
        DataDirectory = Path.Combine(_directory, "data");
        Port = LoopbackPort.Free(1)[0];
        _environment = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ASPNETCORE_URLS"] = Url,
            ["Webmail__DataDirectory"] = DataDirectory,
            ["TZ"] = "UTC",
            // A server of a test lives a minute: measuring its own code for better code later is lost on it, and takes from the others.
            ["DOTNET_TieredPGO"] = "0",
        };
        if (mail is not null)
        {
            _environment["Webmail__Imap__Host"] = "127.0.0.1";
            _environment["Webmail__Imap__Port"] = mail.ImapPort.ToString(CultureInfo.InvariantCulture);
            _environment["Webmail__Imap__Security"] = "None";
        }

        foreach (var (key, value) in settings ?? new Dictionary<string, string>())
            _environment[key] = value;
        DataDirectory = _environment["Webmail__DataDirectory"];
    }

    /// <summary>TCP port; stays the same over restarts.</summary>
    public int Port { get; }

    /// <summary>Where a browser goes.</summary>
    public string Url => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}");

    /// <summary>Where it keeps keys and the embedded cache.</summary>
    public string DataDirectory { get; }

    /// <summary>Its process.</summary>
    public int ProcessId => _process?.Id ?? throw new InvalidOperationException("It was not started.");

    /// <summary>What it wrote last.</summary>
    public string LastWords => _process?.LastWords ?? "";

    /// <summary>Starts it and waits until <paramref name="health"/> answers well.</summary>
    public async Task<WebmailServer> StartAsync(CancellationToken token, string health = "/healthz/ready")
    {
        var assembly = await PublishedApp.AssemblyAsync();
        _process = ChildProcess.Start("dotnet", [assembly], _environment, Path.GetDirectoryName(assembly)!);
        await ReadyAsync(token, health);
        return this;
    }

    /// <summary>Waits until <paramref name="health"/> answers well.</summary>
    public async Task ReadyAsync(CancellationToken token, string health = "/healthz/ready")
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        while (!await AnswersAsync(http, health, limit.Token))
        {
            if (_process is not { HasExited: false })
                throw new InvalidOperationException($"The webmail did not start:\n{LastWords}");
            await Task.Delay(100, limit.Token);
        }
    }

    /// <summary>Starts it and waits for it to give up; what it said.</summary>
    public async Task<string> FailToStartAsync(CancellationToken token)
    {
        var assembly = await PublishedApp.AssemblyAsync();
        _process = ChildProcess.Start("dotnet", [assembly], _environment, Path.GetDirectoryName(assembly)!);
        try
        {
            await _process.CompleteAsync(token);
        }
        catch (InvalidOperationException)
        {
            return LastWords;
        }

        throw new InvalidOperationException("The webmail started although it should not.");
    }

    /// <summary>Asks it to end, as systemd and container engines do.</summary>
    public Task TerminateAsync(CancellationToken token) => _process?.TerminateAsync(token) ?? Task.CompletedTask;

    /// <summary>Waits until it ended by itself, and fails unless it ended well.</summary>
    public Task EndedAsync(CancellationToken token) => _process?.CompleteAsync(token) ?? Task.CompletedTask;

    /// <summary>Whether it runs.</summary>
    public bool Runs => _process is { HasExited: false };

    /// <summary>Ends it without a word, as a crash does.</summary>
    public Task KillAsync() => _process?.KillAsync() ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task<bool> AnswersAsync(HttpClient http, string health, CancellationToken token)
    {
        try
        {
            using var response = await http.GetAsync(new Uri(Url + health), token);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException { InnerException: TimeoutException })
        {
            // Not listening yet, or too busy to answer; the caller asks again until its limit.
            return false;
        }
    }
}
