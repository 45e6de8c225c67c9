using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Webmail.Testing.Servers;

/// <summary>
/// A private Redis on loopback that writes what it holds to a temporary directory. As an xunit fixture it starts by itself;
/// elsewhere call <see cref="InitializeAsync"/>.
/// </summary>
public sealed class RedisServer : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("wm-redis-").FullName;
    private Process? _process;

    /// <summary>Port of the server; stays the same over restarts.</summary>
    public int Port { get; } = LoopbackPort.Free(1)[0];

    /// <summary>What StackExchange.Redis connects with.</summary>
    public string Configuration => $"127.0.0.1:{Port},abortConnect=false";

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => new(StartAsync(CancellationToken.None));

    /// <summary>Starts the server, after <see cref="StopAsync"/> with the same data, and waits until it answers.</summary>
    public async Task StartAsync(CancellationToken token)
    {
        string[] arguments =
        [
            "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _directory,
            "--appendonly", "yes", "--appendfsync", "always", "--save", "", "--logfile", Path.Combine(_directory, "redis.log"),
        ];
        _process = Program.Start(new ProcessStartInfo("/usr/bin/redis-server", arguments));
        await WaitUntilReadyAsync(token);
    }

    /// <summary>Kills the server without a word, as an outage does; what it had written stays.</summary>
    public async Task StopAsync(CancellationToken token)
    {
        if (_process is not { } process)
            return;
        _process = null;
        process.Kill();
        await process.WaitForExitAsync(token);
        process.Dispose();
    }

    /// <summary>The answer of redis-cli to a command: to look at what is stored, or to flush it.</summary>
    public async Task<string> CommandAsync(string[] command, CancellationToken token) =>
        (await Program.RunAsync("/usr/bin/redis-cli", ["-p", Port.ToString(CultureInfo.InvariantCulture), .. command], null, token)).Trim();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        Directory.Delete(_directory, recursive: true);
    }

    private async Task WaitUntilReadyAsync(CancellationToken token)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (await AnswerToPingAsync(limit.Token) != "PONG")
            await Task.Delay(20, limit.Token);
    }

    private async Task<string> AnswerToPingAsync(CancellationToken token)
    {
        try
        {
            return await CommandAsync(["PING"], token);
        }
        catch (ServerFailedException refused) when (_process is { HasExited: false })
        {
            return refused.Message;
        }
    }
}
