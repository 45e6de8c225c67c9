using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Webmail.Mail;
using Webmail.Mail.Accounts;

namespace Webmail.Redis;

/// <summary>
/// The one connection to Redis of this process. It is made in the background and made again by itself; while it is away every call
/// fails at once instead of queueing, and no call takes much longer than two seconds.
/// </summary>
public sealed class RedisConnection : IAsyncDisposable
{
    private const int TimeoutMilliseconds = 2000;
    private const int HeartbeatMilliseconds = 500;
    private const int KeepAliveSeconds = 10;
    private const int LongestReconnectMilliseconds = 5000;

    private readonly CancellationTokenSource _closing = new();
    private readonly Lazy<Task<ConnectionMultiplexer>> _multiplexer;

    /// <summary>
    /// A connection to the configured Redis, or to the embedded one. Nothing is dialled before the first use, nor before
    /// <paramref name="ready"/>.
    /// </summary>
    internal RedisConnection(IOptions<RedisOptions> redis, IOptions<MailOptions> mail, Task ready, ILogger<RedisConnection> logger)
    {
        var options = OptionsFor(redis.Value, mail.Value);
        _multiplexer = new Lazy<Task<ConnectionMultiplexer>>(() => ConnectAsync(options, ready, logger, _closing.Token));
    }

    /// <summary>Whether Redis answers. Never throws but for cancellation.</summary>
    public async Task<bool> PingAsync(CancellationToken token)
    {
        try
        {
            var database = await DatabaseAsync(token).ConfigureAwait(false);
            await database.PingAsync().WaitAsync(token).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (IsFailure(e))
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        try
        {
            if (_multiplexer.IsValueCreated)
                await (await _multiplexer.Value.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The embedded server never started; there is nothing to close.
        }

        _closing.Dispose();
    }

    /// <summary>The commands.</summary>
    internal async ValueTask<IDatabase> DatabaseAsync(CancellationToken token) =>
        (await _multiplexer.Value.WaitAsync(token).ConfigureAwait(false)).GetDatabase();

    /// <summary>Asks Redis something.</summary>
    /// <exception cref="SessionStoreException">It did not answer.</exception>
    internal async Task<T> AskAsync<T>(Func<IDatabase, Task<T>> ask, CancellationToken token)
    {
        try
        {
            var database = await DatabaseAsync(token).ConfigureAwait(false);
            return await ask(database).WaitAsync(token).ConfigureAwait(false);
        }
        catch (Exception e) when (IsFailure(e))
        {
            RedisTelemetry.CountFailure(e, "sessions");
            throw new SessionStoreException($"Redis did not answer ({e.GetType().Name}).", e);
        }
    }

    /// <summary>The channels.</summary>
    internal async ValueTask<ISubscriber> SubscriberAsync() => (await _multiplexer.Value.ConfigureAwait(false)).GetSubscriber();

    /// <summary>Whether an exception means that Redis is away, slow, full or refuses, as opposed to a mistake of ours.</summary>
    internal static bool IsFailure(Exception exception) =>
        exception is RedisException or TimeoutException or ObjectDisposedException;

    private static async Task<ConnectionMultiplexer> ConnectAsync(
        ConfigurationOptions options, Task ready, ILogger logger, CancellationToken closing)
    {
        await ready.WaitAsync(closing).ConfigureAwait(false);
        var multiplexer = await ConnectionMultiplexer.ConnectAsync(options).ConfigureAwait(false);
        multiplexer.ConnectionFailed += (_, e) =>
        {
            if (e.ConnectionType == ConnectionType.Interactive)
                RedisLog.Lost(logger, e.FailureType.ToString());
        };
        multiplexer.ConnectionRestored += (_, e) =>
        {
            if (e.ConnectionType == ConnectionType.Interactive)
                RedisLog.Restored(logger);
        };
        if (!multiplexer.IsConnected)
            RedisLog.Lost(logger, "not connected yet");
        return multiplexer;
    }

    private static ConfigurationOptions OptionsFor(RedisOptions redis, MailOptions mail)
    {
        var options = string.IsNullOrWhiteSpace(redis.Configuration)
            ? new ConfigurationOptions { EndPoints = { EmbeddedRedis.EndPointIn(mail.DataDirectory) } }
            : ConfigurationOptions.Parse(redis.Configuration);
        options.ClientName = "webmail";
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ConnectTimeout = TimeoutMilliseconds;
        options.ConnectRetry = 1;
        options.SyncTimeout = TimeoutMilliseconds;
        options.AsyncTimeout = TimeoutMilliseconds;
        options.HeartbeatInterval = TimeSpan.FromMilliseconds(HeartbeatMilliseconds);
        options.KeepAlive = KeepAliveSeconds;
        options.ReconnectRetryPolicy = new ExponentialRetry(TimeoutMilliseconds / 4, LongestReconnectMilliseconds);
        return options;
    }
}
