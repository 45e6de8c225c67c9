using System.Net;
using System.Net.Sockets;
using Garnet;
using Garnet.server;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tsavorite.core;
using Webmail.Mail;

namespace Webmail.Redis;

/// <summary>
/// A Redis-compatible server (Garnet) inside this process, for installations without one. It listens on a Unix socket in the data
/// directory, writes every change to an append-only file there, and recovers from it. One process per data directory.
/// </summary>
internal sealed class EmbeddedRedis(IOptions<MailOptions> options, ILogger<EmbeddedRedis> logger) : IHostedService, IDisposable
{
    private const int LongestSocketPath = 107; // sockaddr_un, without its final zero.
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FileStream? _lock;
    private GarnetServer? _server;

    /// <summary>Where the embedded server of a data directory listens.</summary>
    public static EndPoint EndPointIn(string dataDirectory) => new UnixDomainSocketEndPoint(SocketPath(dataDirectory));

    /// <summary>Ends when the server answers.</summary>
    public Task Started => _started.Task;

    /// <summary>Starts the server, so that it answers before the first request comes.</summary>
    /// <exception cref="InvalidOperationException">Another process uses the directory, or it cannot be written to.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var directory = DirectoryIn(options.Value.DataDirectory);
        var socket = SocketPath(options.Value.DataDirectory);
        try
        {
            CreatePrivateDirectory(directory);
            _lock = Lock(directory);
            _server = new GarnetServer(OptionsFor(directory, socket));
            _server.Start();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException(
                $"The embedded Redis cannot use {directory}: {e.Message} Check Webmail:DataDirectory and who owns it.", e);
        }

        RedisLog.EmbeddedStarted(logger, socket);
        _started.TrySetResult();
        return Task.CompletedTask;
    }

    /// <summary>Stops the server; what was written stays.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _server?.Dispose();
        _server = null;
        _lock?.Dispose();
        _lock = null;
    }

    private static string DirectoryIn(string dataDirectory) => Path.GetFullPath(Path.Combine(dataDirectory, "redis"));

    private static string SocketPath(string dataDirectory)
    {
        var path = Path.Combine(DirectoryIn(dataDirectory), "redis.sock");
        return System.Text.Encoding.UTF8.GetByteCount(path) <= LongestSocketPath
            ? path
            : throw new InvalidOperationException(
                $"The path {path} is longer than {LongestSocketPath} bytes, too long for a Unix socket. Choose a shorter Webmail:DataDirectory, or set Webmail:Redis:Configuration.");
    }

    // The operating system lets go of the lock when the process dies, however it dies.
    private static FileStream Lock(string directory)
    {
        try
        {
            return new FileStream(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException))
        {
            throw new InvalidOperationException(
                $"Another process uses the embedded Redis in {directory}. Stop it, choose another Webmail:DataDirectory, or let both share a Redis server by Webmail:Redis:Configuration.", e);
        }
    }

    private static void CreatePrivateDirectory(string directory)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(directory);
        else
            Directory.CreateDirectory(directory, OwnerOnly | UnixFileMode.UserExecute);
    }

    private static GarnetServerOptions OptionsFor(string directory, string socket) => new()
    {
        EndPoints = [new UnixDomainSocketEndPoint(socket)],
        UnixSocketPath = socket,
        UnixSocketPermission = OwnerOnly,
        QuietMode = true,
        // The native device needs libaio and ends the process where that is missing.
        DeviceType = DeviceType.RandomAccess,
        // What does not fit into memory goes to disk instead of being forgotten.
        EnableStorageTier = true,
        LogDir = directory,
        CheckpointDir = directory,
        LogMemorySize = "32m",
        PageSize = "1m",
        SegmentSize = "64m",
        ObjectLogSegmentSize = "64m",
        IndexMemorySize = "8m",
        MaxDatabases = 1,
        EnableAOF = true,
        AofMemorySize = "16m",
        AofPageSize = "4m",
        AofSegmentSize = "64m",
        AofSizeLimit = "64m",
        WaitForCommit = true,
        Recover = true,
        CompactionFrequencySecs = 60,
        CompactionType = LogCompactionType.Scan,
        CompactionMaxSegments = 4,
        CompactionForceDelete = false,
        BufferPoolMemoryBudget = "32m",
    };
}
