using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Webmail.Redis;

/// <summary>
/// Listens to a channel that every node speaks on. The connection subscribes anew after an outage; what was said meanwhile is
/// missed.
/// </summary>
internal sealed class ChannelSubscription : IDisposable
{
    private readonly RedisConnection _connection;
    private readonly RedisChannel _channel;
    private readonly Action<RedisChannel, RedisValue> _handler;
    private readonly ILogger _logger;
    private readonly Task _subscribing;

    public ChannelSubscription(RedisConnection connection, RedisChannel channel, Action<RedisValue> heard, ILogger logger)
    {
        (_connection, _channel, _logger) = (connection, channel, logger);
        _handler = (_, message) => heard(message);
        _subscribing = SubscribeAsync();
    }

    public void Dispose() => _ = UnsubscribeAsync();

    private async Task SubscribeAsync()
    {
        try
        {
            var subscriber = await _connection.SubscriberAsync().ConfigureAwait(false);
            await subscriber.SubscribeAsync(_channel, _handler).ConfigureAwait(false);
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
            await subscriber.UnsubscribeAsync(_channel, _handler, CommandFlags.FireAndForget).ConfigureAwait(false);
        }
        catch (Exception e) when (RedisConnection.IsFailure(e) || e is OperationCanceledException)
        {
            // The connection is gone, and the subscription with it.
        }
    }
}
