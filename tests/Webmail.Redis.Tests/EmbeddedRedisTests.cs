using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Webmail.Mail;
using Xunit;

namespace Webmail.Redis.Tests;

/// <summary>What the embedded server adds to being a Redis.</summary>
public sealed class EmbeddedRedisTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("wm-redis-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Keys_and_their_lifetimes_survive_a_restart()
    {
        using (await StartAsync(_directory))
        {
            await using var redis = await ConnectAsync(_directory);
            await redis.GetDatabase().StringSetAsync("wm:a", "1", TimeSpan.FromHours(1));
            await redis.GetDatabase().HashSetAsync("wm:h", 7, "x");
            await redis.GetDatabase().SetAddAsync("wm:s", "member");
        }

        using (await StartAsync(_directory))
        {
            await using var redis = await ConnectAsync(_directory);
            await ExpectAsync(redis.GetDatabase());
        }
    }

    [Fact]
    public async Task What_was_answered_is_on_disk_when_the_process_is_killed()
    {
        var copy = Directory.CreateTempSubdirectory("wm-redis-");
        using (await StartAsync(_directory))
        {
            await using var redis = await ConnectAsync(_directory);
            await redis.GetDatabase().StringSetAsync("wm:a", "1", TimeSpan.FromHours(1));
            await redis.GetDatabase().HashSetAsync("wm:h", 7, "x");
            await redis.GetDatabase().SetAddAsync("wm:s", "member");
            // The files as they are at this moment are what kill -9 would leave.
            CopyFiles(_directory, copy.FullName);
        }

        using (await StartAsync(copy.FullName))
        {
            await using var redis = await ConnectAsync(copy.FullName);
            await ExpectAsync(redis.GetDatabase());
        }

        copy.Delete(recursive: true);
    }

    [Fact]
    public async Task More_than_fits_into_memory_pushes_no_session_out()
    {
        const int Megabytes = 96;
        var block = new byte[64 * 1024];
        new Random(1).NextBytes(block);
        using (await StartAsync(_directory))
        {
            await using var redis = await ConnectAsync(_directory);
            var database = redis.GetDatabase();
            await database.StringSetAsync("wm:session:old", "still here", TimeSpan.FromDays(1));
            for (var i = 0; i < Megabytes * 16; i++)
                await database.HashSetAsync($"wm:headers:{i / 16}", i, block);
            Assert.Equal("still here", await database.StringGetAsync("wm:session:old"));
            Assert.Equal(block, (byte[]?)await database.HashGetAsync("wm:headers:0", 0));
        }

        using (await StartAsync(_directory))
        {
            await using var redis = await ConnectAsync(_directory);
            Assert.Equal("still here", await redis.GetDatabase().StringGetAsync("wm:session:old"));
            Assert.Equal(block, (byte[]?)await redis.GetDatabase().HashGetAsync("wm:headers:0", 0));
        }
    }

    [Fact]
    public async Task A_second_server_on_the_same_directory_is_refused_in_words()
    {
        using var first = await StartAsync(_directory);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(_directory));

        Assert.Contains("Another process uses the embedded Redis", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_that_cannot_be_used_is_told_in_words()
    {
        var file = Path.Combine(_directory, "file");
        await File.WriteAllTextAsync(file, "", Token);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(file));

        Assert.Contains("Webmail:DataDirectory", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_too_long_for_a_socket_is_told_in_words()
    {
        var error = Assert.Throws<InvalidOperationException>(() => EmbeddedRedis.EndPointIn("/" + new string('x', 120)));

        Assert.Contains("too long for a Unix socket", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_owner_can_reach_the_socket()
    {
        using var server = await StartAsync(_directory);
        var socket = Path.Combine(_directory, "redis", "redis.sock");

        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(socket) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.True(OperatingSystem.IsWindows() || (File.GetUnixFileMode(Path.GetDirectoryName(socket)!) & UnixFileMode.OtherExecute) == 0);
    }

    private static async Task ExpectAsync(IDatabase database)
    {
        Assert.Equal("1", await database.StringGetAsync("wm:a"));
        Assert.InRange((await database.KeyTimeToLiveAsync("wm:a"))!.Value, TimeSpan.FromMinutes(55), TimeSpan.FromMinutes(60));
        Assert.Equal("x", await database.HashGetAsync("wm:h", 7));
        Assert.True(await database.SetContainsAsync("wm:s", "member"));
    }

    private static async Task<EmbeddedRedis> StartAsync(string directory)
    {
        var server = new EmbeddedRedis(
            Options.Create(new MailOptions { DataDirectory = directory }), NullLogger<EmbeddedRedis>.Instance);
        try
        {
            await server.StartAsync(Token);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    private static Task<ConnectionMultiplexer> ConnectAsync(string directory) => ConnectionMultiplexer.ConnectAsync(
        new ConfigurationOptions { EndPoints = { EmbeddedRedis.EndPointIn(directory) }, AsyncTimeout = 30_000 }).WaitAsync(Token)!;

    private static void CopyFiles(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetFileName(file);
            if (name is "lock" or "redis.sock")
                continue;
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
