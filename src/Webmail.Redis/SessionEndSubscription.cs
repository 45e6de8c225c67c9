using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Webmail.Redis;

/// <summary>
/// Listens for sessions that ended on any node. The connection subscribes anew after an outage; what was announced meanwhile is
/// noticed when the session is next looked for.
/// </summary>
internal sealed class SessionEndSubscription : IDisposable
{
    private readonly RedisConnection _connection;
    private readonly Action<RedisChannel, RedisValue> _handler;
    private readonly ILogger _logger;
    private readonly Task _subscribing;

    public SessionEndSubscription(RedisConnection connection, Action<IReadOnlyCollection<string>> ended, ILogger logger)
    {
        (_connection, _logger) = (connection, logger);
        _handler = (_, message) => ended(((string?)message ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries));
        _subscribing = SubscribeAsync();
    }

    public void Dispose() => _ = UnsubscribeAsync();

    private async Task SubscribeAsync()
    {
        try
        {
            var subscriber = await _connection.SubscriberAsync().ConfigureAwait(false);
            await subscriber.SubscribeAsync(RedisKeys.SessionEnded, _handler).ConfigureAwait(false);
        }
        catch (Exception e) when (RedisConnection.IsFailure(e) || e is OperationCanceledException)
        {
            RedisLog.NotSubscribed(_logger, e.GetType().Name);
        }
    }

    private async Task UnsubscribeAsync()
    {
        try
        {
            await _subscribing.ConfigureAwait(false);
            var subscriber = await _connection.SubscriberAsync().ConfigureAwait(false);
            await subscriber.UnsubscribeAsync(RedisKeys.SessionEnded, _handler, CommandFlags.FireAndForget).ConfigureAwait(false);
        }
        catch (Exception e) when (RedisConnection.IsFailure(e) || e is OperationCanceledException)
        {
            // The connection is gone, and the subscription with it.
        }
    }
}
