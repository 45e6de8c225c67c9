using System.Diagnostics;
using System.Net.Sockets;

namespace Webmail.Redis.Tests;

/// <summary>redis-server on a Unix socket in a directory of its own.</summary>
public sealed class RealRedis : RedisUnderTest
{
    private Process? _process;

    protected override string Configuration => $"!{SocketPath}";

    private string SocketPath => Path.Combine(Directory, "real.sock");

    public override async Task StartAsync()
    {
        var start = new ProcessStartInfo("redis-server");
        foreach (var argument in new[]
                 {
                     "--port", "0", "--unixsocket", SocketPath, "--dir", Directory, "--logfile", Path.Combine(Directory, "redis.log"),
                     "--appendonly", "yes", "--appendfsync", "always", "--save", "",
                 })
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start) ?? throw new InvalidOperationException("redis-server did not start.");
        var probe = new UnixDomainSocketEndPoint(SocketPath);
        await SessionStoreContract.Until(async () =>
        {
            if (_process.HasExited)
                throw new InvalidOperationException(await File.ReadAllTextAsync(Path.Combine(Directory, "redis.log")));
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(probe);
                return true;
            }
            catch (SocketException)
            {
                return false; // Not yet.
            }
        });
    }

    public override async Task StopAsync()
    {
        if (_process is null)
            return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }
}
