using System.Globalization;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Webmail.Mail;
using Webmail.Mail.Messages;

namespace Webmail.Redis;

/// <summary>
/// The header cache in Redis: a hash per mailbox and UIDVALIDITY, a field per 64 UIDs. Two writers of one chunk at the same moment
/// may lose each other's rows; the loser is fetched again one day.
/// </summary>
internal sealed class RedisHeaderCache(
    RedisConnection connection, RedisKeys keys, ValueSealer sealer, ILogger<RedisHeaderCache> logger) : IHeaderCache
{
    private const uint ChunkSize = 64;

    public ValueTask<CachedMailbox?> ReadMailboxAsync(AccountId account, MailboxName mailbox, CancellationToken token) =>
        TryAsync(null, async database =>
        {
            var key = keys.Mailbox(account, mailbox);
            var value = (byte[]?)await database.StringGetAsync(key).ConfigureAwait(false);
            return value is not null && sealer.OpenMail(account, key, 0, value) is { } plain ? SummaryCodec.ReadMailbox(plain) : null;
        }, token);

    public async ValueTask WriteMailboxAsync(AccountId account, MailboxName mailbox, CachedMailbox state, CancellationToken token) =>
        await TryAsync(false, database =>
        {
            var key = keys.Mailbox(account, mailbox);
            var value = sealer.SealMail(account, key, 0, SummaryCodec.Write(state));
            return database.StringSetAsync(key, value, RedisKeys.HeadersLifetime);
        }, token).ConfigureAwait(false);

    public ValueTask<IReadOnlyList<CachedSummary>> ReadAsync(
        AccountId account, MailboxName mailbox, uint uidValidity, IReadOnlyCollection<Uid> uids, CancellationToken token) =>
        TryAsync<IReadOnlyList<CachedSummary>>([], async database =>
        {
            var wanted = uids.ToHashSet();
            var key = keys.Headers(account, mailbox, uidValidity);
            var chunks = await ReadChunksAsync(database, account, key, wanted.Select(ChunkOf).Distinct().ToArray()).ConfigureAwait(false);
            return [.. chunks.Values.SelectMany(static chunk => chunk.Values).Where(row => wanted.Contains(row.Summary.Uid))];
        }, token);

    public async ValueTask WriteAsync(
        AccountId account, MailboxName mailbox, uint uidValidity, IReadOnlyCollection<CachedSummary> summaries,
        CancellationToken token) =>
        await TryAsync(false, async database =>
        {
            if (summaries.Count == 0)
                return true;
            var key = keys.Headers(account, mailbox, uidValidity);
            var numbers = summaries.Select(static row => ChunkOf(row.Summary.Uid)).Distinct().ToArray();
            var chunks = await ReadChunksAsync(database, account, key, numbers).ConfigureAwait(false);
            foreach (var row in summaries)
                chunks[ChunkOf(row.Summary.Uid)][row.Summary.Uid] = row;
            var fields = chunks.Select(chunk => new HashEntry(
                chunk.Key, sealer.SealMail(account, key, chunk.Key, SummaryCodec.Write(chunk.Value.Values)))).ToArray();
            var validities = keys.Validities(account, mailbox);
            await Task.WhenAll(
                database.SetAddAsync(validities, uidValidity),
                database.KeyExpireAsync(validities, RedisKeys.HeadersLifetime),
                database.HashSetAsync(key, fields),
                database.KeyExpireAsync(key, RedisKeys.HeadersLifetime)).ConfigureAwait(false);
            return true;
        }, token).ConfigureAwait(false);

    public async ValueTask ForgetAsync(AccountId account, MailboxName mailbox, CancellationToken token) =>
        await TryAsync(false, async database =>
        {
            var validities = keys.Validities(account, mailbox);
            var known = await database.SetMembersAsync(validities).ConfigureAwait(false);
            var gone = known
                .Select(validity => keys.Headers(account, mailbox, uint.Parse((string)validity!, CultureInfo.InvariantCulture)))
                .Append(keys.Mailbox(account, mailbox))
                .Append(validities);
            await database.KeyDeleteAsync([.. gone]).ConfigureAwait(false);
            return true;
        }, token).ConfigureAwait(false);

    private static uint ChunkOf(Uid uid) => uid.Value / ChunkSize;

    /// <summary>The chunks asked for, each by UID; empty where there is none that can be read.</summary>
    private async Task<Dictionary<uint, SortedDictionary<Uid, CachedSummary>>> ReadChunksAsync(
        IDatabase database, AccountId account, RedisKey key, uint[] numbers)
    {
        var fields = Array.ConvertAll(numbers, static number => (RedisValue)number);
        var values = await database.HashGetAsync(key, fields).ConfigureAwait(false);
        var chunks = new Dictionary<uint, SortedDictionary<Uid, CachedSummary>>(numbers.Length);
        for (var i = 0; i < numbers.Length; i++)
        {
            var rows = new SortedDictionary<Uid, CachedSummary>();
            chunks[numbers[i]] = rows;
            if ((byte[]?)values[i] is not { } value
                || sealer.OpenMail(account, key, numbers[i], value) is not { } plain
                || SummaryCodec.ReadSummaries(plain) is not { } known)
            {
                continue;
            }

            foreach (var row in known)
                rows[row.Summary.Uid] = row;
        }

        return chunks;
    }

    private async ValueTask<T> TryAsync<T>(T otherwise, Func<IDatabase, Task<T>> ask, CancellationToken token)
    {
        try
        {
            var database = await connection.DatabaseAsync(token).ConfigureAwait(false);
            return await ask(database).WaitAsync(token).ConfigureAwait(false);
        }
        catch (Exception e) when (RedisConnection.IsFailure(e))
        {
            RedisTelemetry.CountFailure(e, "headers");
            RedisLog.CacheSkipped(logger, e.GetType().Name);
            return otherwise;
        }
    }
}
