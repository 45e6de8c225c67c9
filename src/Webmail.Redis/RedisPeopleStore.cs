using Microsoft.Extensions.Logging;
using Webmail.Mail;
using Webmail.Mail.People;

namespace Webmail.Redis;

/// <summary>The people of accounts in Redis: a sealed and compressed string each. As with the header cache, a failure is a miss.</summary>
internal sealed class RedisPeopleStore(RedisConnection connection, ValueSealer sealer, ILogger<RedisPeopleStore> logger) : IPeopleStore
{
    private const byte Version = 1;

    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(AccountId account, CancellationToken token)
    {
        try
        {
            var key = RedisKeys.People(account);
            var database = await connection.DatabaseAsync(token).ConfigureAwait(false);
            var value = (byte[]?)await database.StringGetAsync(key).WaitAsync(token).ConfigureAwait(false);
            // What does not open was written with another server key.
            if (value is not null && sealer.OpenMail(account, key, 0, value) is { } packed && CompressedBytes.Unpack(Version, packed) is { } plain)
                return plain;
            return null;
        }
        catch (Exception e) when (RedisConnection.IsFailure(e))
        {
            Skip(e);
            return null;
        }
    }

    public async ValueTask WriteAsync(AccountId account, ReadOnlyMemory<byte> people, CancellationToken token)
    {
        try
        {
            var key = RedisKeys.People(account);
            var value = sealer.SealMail(account, key, 0, CompressedBytes.Pack(Version, people.Span));
            var database = await connection.DatabaseAsync(token).ConfigureAwait(false);
            await database.StringSetAsync(key, value, RedisKeys.HeadersLifetime).WaitAsync(token).ConfigureAwait(false);
        }
        catch (Exception e) when (RedisConnection.IsFailure(e))
        {
            Skip(e);
        }
    }

    private void Skip(Exception e)
    {
        RedisTelemetry.CountFailure(e, "people");
        RedisLog.CacheSkipped(logger, e.GetType().Name);
    }
}
