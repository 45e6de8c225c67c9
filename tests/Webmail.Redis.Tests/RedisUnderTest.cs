using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Webmail.Mail;
using Webmail.Mail.Accounts;
using Xunit;

namespace Webmail.Redis.Tests;

/// <summary>A private Redis for one test class: a real one, or the embedded one. Tests must not care which.</summary>
public abstract class RedisUnderTest : IAsyncLifetime
{
    private RedisConnection? _connection;
    private ConnectionMultiplexer? _admin;

    protected RedisUnderTest()
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("wm-redis-").FullName;
        Key = ServerKey.LoadOrCreate(Directory);
    }

    public string Directory { get; }

    internal ServerKey Key { get; }

    internal RedisConnection Connection => _connection ??= NewConnection();

    internal RedisSessionStore Sessions => new(
        Connection, new ValueSealer(Key), TimeProvider.System, NullLogger<RedisSessionStore>.Instance);

    internal RedisHeaderCache Headers => new(
        Connection, new RedisKeys(Key), new ValueSealer(Key), NullLogger<RedisHeaderCache>.Instance);

    /// <summary>The store of another process.</summary>
    internal RedisJournalStore NewJournals() => new(
        Connection, new ValueSealer(Key), Options.Create(new RedisOptions { Configuration = Configuration }), TimeProvider.System,
        NullLogger<RedisJournalStore>.Instance);

    /// <summary>The outbox of another process.</summary>
    internal RedisOutboxStore NewOutbox() => new(
        Connection, new ValueSealer(Key), Options.Create(new RedisOptions { Configuration = Configuration }), NullLogger<RedisOutboxStore>.Instance);

    internal RedisDraftStore NewDrafts() => new(Connection, new ValueSealer(Key));

    internal RedisPeopleStore NewPeople() => new(Connection, new ValueSealer(Key), NullLogger<RedisPeopleStore>.Instance);

    protected abstract string Configuration { get; }

    public abstract Task StartAsync();

    public abstract Task StopAsync();

    internal RedisConnection NewConnection() => new(
        Options.Create(new RedisOptions { Configuration = Configuration }),
        Options.Create(new MailOptions { DataDirectory = Directory }),
        Task.CompletedTask, NullLogger<RedisConnection>.Instance);

    /// <summary>Commands as an administrator, or an attacker who got at Redis, would give them.</summary>
    public async Task<IDatabase> DatabaseAsync()
    {
        var options = string.IsNullOrEmpty(Configuration)
            ? new ConfigurationOptions { EndPoints = { EmbeddedRedis.EndPointIn(Directory) } }
            : ConfigurationOptions.Parse(Configuration);
        options.AllowAdmin = true;
        _admin ??= await ConnectionMultiplexer.ConnectAsync(options);
        return _admin.GetDatabase();
    }

    public async ValueTask InitializeAsync()
    {
        await StartAsync();
        Assert.True(await Connection.PingAsync(CancellationToken.None));
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        if (_admin is not null)
            await _admin.DisposeAsync();
        await StopAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
        GC.SuppressFinalize(this);
    }
}
