using StackExchange.Redis;
using Webmail.Mail;
using Webmail.Mail.Composing;

namespace Webmail.Redis;

/// <summary>Drafts on their way to the mailbox: a hash per account, a sealed and compressed field per draft.</summary>
internal sealed class RedisDraftStore(RedisConnection connection, ValueSealer sealer) : IDraftStore
{
    private const byte Version = 1;

    public Task WriteAsync(AccountId account, string id, ReadOnlyMemory<byte> draft, CancellationToken token) =>
        connection.AskAsync(async database =>
        {
            var key = RedisKeys.Drafts(account);
            var value = sealer.SealMail(account, ContextOf(account, id), 0, CompressedBytes.Pack(Version, draft.Span));
            await database.HashSetAsync(key, id, value).ConfigureAwait(false);
            await database.KeyExpireAsync(key, RedisKeys.JournalLifetime).ConfigureAwait(false);
            return true;
        }, token);

    public Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> ReadAsync(AccountId account, CancellationToken token) =>
        connection.AskAsync<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>>(async database =>
        {
            var drafts = new Dictionary<string, ReadOnlyMemory<byte>>();
            foreach (var field in await database.HashGetAllAsync(RedisKeys.Drafts(account)).ConfigureAwait(false))
            {
                var id = (string)field.Name!;
                // What does not open was written with another server key.
                if ((byte[]?)field.Value is { } value && sealer.OpenMail(account, ContextOf(account, id), 0, value) is { } packed
                    && CompressedBytes.Unpack(Version, packed) is { } plain)
                {
                    drafts[id] = plain;
                }
            }

            return drafts;
        }, token);

    public Task RemoveAsync(AccountId account, string id, CancellationToken token) =>
        connection.AskAsync(database => database.HashDeleteAsync(RedisKeys.Drafts(account), id), token);

    private static RedisKey ContextOf(AccountId account, string id) => $"{RedisKeys.Drafts(account)}\n{id}";
}
