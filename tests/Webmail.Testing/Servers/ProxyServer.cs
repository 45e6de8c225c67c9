using System.Globalization;
using System.Net;

namespace Webmail.Testing.Servers;

/// <summary>What a proxy does with WebSockets.</summary>
public enum WebSockets
{
    /// <summary>Lets them through.</summary>
    Pass,

    /// <summary>Answers them with 403.</summary>
    Refuse,

    /// <summary>Passes the request on as an ordinary one.</summary>
    Strip,
}

/// <summary>A private reverse proxy with TLS on loopback, run from one of the files in deploy/proxies.</summary>
public sealed class ProxyServer : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("wm-proxy-").FullName;
    private readonly string _configuration;
    private readonly int[] _nodes;

    /// <summary>Prepares a proxy; <paramref name="configuration"/> is the file's name, <paramref name="nodes"/> the webmails' ports.</summary>
    public ProxyServer(string configuration, params int[] nodes) => (_configuration, _nodes) = (configuration, nodes);

    /// <summary>What happens to WebSockets.</summary>
    public WebSockets WebSockets { get; init; }

    /// <summary>Seconds after which a silent connection is cut; the files say 60.</summary>
    public int TimeoutSeconds { get; init; } = 60;

    /// <summary>Where it listens.</summary>
    public int Port { get; } = LoopbackPort.Free(1)[0];

    /// <summary>Where a browser finds it; the certificate is signed by nobody.</summary>
    public string Url => string.Create(CultureInfo.InvariantCulture, $"https://localhost:{Port}");

    /// <summary>Starts the proxy and waits until the webmail answers through it at <paramref name="path"/>.</summary>
    public async Task<ProxyServer> StartAsync(string path, CancellationToken token)
    {
        await RunAsync("start", new Dictionary<string, string>
        {
            ["PROXY_CONFIG"] = _configuration,
            ["PROXY_PORT"] = Port.ToString(CultureInfo.InvariantCulture),
            ["PROXY_NODES"] = string.Join(' ', _nodes),
            ["PROXY_TIMEOUT"] = TimeoutSeconds.ToString(CultureInfo.InvariantCulture),
            ["PROXY_WEBSOCKETS"] = WebSockets.ToString().ToLowerInvariant(),
            ["PROXY_OWNER"] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
        }, token);
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator };
        using var http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(5) };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!await AnswersAsync(http, new Uri($"{Url}{path}/healthz/live"), limit.Token))
            await Task.Delay(50, limit.Token);
        return this;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await RunAsync("stop", null, CancellationToken.None);
        Directory.Delete(_directory, recursive: true);
    }

    private Task<string> RunAsync(string action, IReadOnlyDictionary<string, string>? environment, CancellationToken token) =>
        Program.RunAsync(Path.Combine(Repository.Testbed, "proxy.sh"), [action, _directory], environment, token);

    private static async Task<bool> AnswersAsync(HttpClient http, Uri uri, CancellationToken token)
    {
        try
        {
            using var answer = await http.GetAsync(uri, token);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException { InnerException: TimeoutException })
        {
            return false;
        }
    }
}
