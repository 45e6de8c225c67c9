using Microsoft.Extensions.Logging;
using Webmail.Mail.Accounts;

namespace Webmail.Redis;

/// <summary>Nodes talk over the channels of the Redis they share.</summary>
internal sealed class RedisNodeChannel(RedisConnection connection, ILogger<RedisNodeChannel> logger) : INodeChannel
{
    public Task<long> SayAsync(string channel, byte[] message, CancellationToken token) =>
        connection.AskAsync(database => database.PublishAsync(RedisKeys.NodeChannel(channel), message), token);

    public IDisposable Listen(string channel, Action<byte[]> heard) =>
        new ChannelSubscription(connection, RedisKeys.NodeChannel(channel), message => heard((byte[]?)message ?? []), logger);
}
