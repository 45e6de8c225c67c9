using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Webmail.Mail;
using Webmail.Mail.Accounts;
using Webmail.Mail.Operations;

namespace Webmail.Redis;

/// <summary>
/// The journals in Redis: a hash per account and node, a sealed field per record. A node says every few seconds that it lives; what
/// one left behind that does not is taken over by the next that serves the account.
/// </summary>
internal sealed class RedisJournalStore : IJournalStore, IDisposable
{
    /// <summary>The embedded server is one process's own: what is there was left by the process before.</summary>
    private const string EmbeddedNode = "embedded";

    private readonly RedisConnection _connection;
    private readonly ValueSealer _sealer;
    private readonly ILogger<RedisJournalStore> _logger;
    private readonly string _node;
    private readonly ITimer? _alive;
    private volatile bool _used;

    public RedisJournalStore(
        RedisConnection connection, ValueSealer sealer, IOptions<RedisOptions> options, TimeProvider time,
        ILogger<RedisJournalStore> logger)
    {
        (_connection, _sealer, _logger) = (connection, sealer, logger);
        if (string.IsNullOrWhiteSpace(options.Value.Configuration))
        {
            _node = EmbeddedNode;
            return;
        }

        _node = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        _alive = time.CreateTimer(_ => _ = SayAliveAsync(), null, RedisKeys.NodeLifetime / 3, RedisKeys.NodeLifetime / 3);
    }

    public Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> ReadAsync(AccountId account, CancellationToken token) =>
        _connection.AskAsync<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>>(async database =>
        {
            await BeginAsync(database).ConfigureAwait(false);
            await AdoptAsync(database, account).ConfigureAwait(false);
            var records = new Dictionary<string, ReadOnlyMemory<byte>>();
            foreach (var field in await database.HashGetAllAsync(RedisKeys.Journal(account, _node)).ConfigureAwait(false))
            {
                var name = (string)field.Name!;
                if ((byte[]?)field.Value is { } value && _sealer.OpenMail(account, ContextOf(account, name), 0, value) is { } plain)
                    records[name] = plain;
                else
                    RedisLog.JournalUnreadable(_logger);
            }

            return records;
        }, token);

    public Task WriteAsync(
        AccountId account, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> records, IReadOnlyCollection<string> removed,
        CancellationToken token) => _connection.AskAsync(async database =>
        {
            await BeginAsync(database).ConfigureAwait(false);
            var key = RedisKeys.Journal(account, _node);
            var all = database.CreateTransaction();
            List<Task> parts = [all.SetAddAsync(RedisKeys.Journals(account), _node)];
            if (records.Count > 0)
            {
                parts.Add(all.HashSetAsync(key, [.. records.Select(record => new HashEntry(
                    record.Key, _sealer.SealMail(account, ContextOf(account, record.Key), 0, record.Value.Span)))]));
            }

            if (removed.Count > 0)
                parts.Add(all.HashDeleteAsync(key, [.. removed.Select(static name => (RedisValue)name)]));
            parts.Add(all.KeyExpireAsync(key, RedisKeys.JournalLifetime));
            parts.Add(all.KeyExpireAsync(RedisKeys.Journals(account), RedisKeys.JournalLifetime));
            if (!await all.ExecuteAsync().ConfigureAwait(false))
                throw new SessionStoreException("Redis did not take the journal.");
            await Task.WhenAll(parts).ConfigureAwait(false);
            return true;
        }, token);

    public Task<long> CountAsync(AccountId account, CancellationToken token) =>
        _connection.AskAsync(database => database.HashLengthAsync(RedisKeys.Journal(account, _node)), token);

    public void Dispose() => _alive?.Dispose();

    private static RedisKey ContextOf(AccountId account, string name) => $"{RedisKeys.Journals(account)}\n{name}";

    private async Task BeginAsync(IDatabase database)
    {
        if (_used || _alive is null)
            return;
        await database.StringSetAsync(RedisKeys.Node(_node), "alive", RedisKeys.NodeLifetime).ConfigureAwait(false);
        _used = true;
    }

    private async Task SayAliveAsync()
    {
        if (!_used)
            return;
        try
        {
            await _connection.AskAsync(
                database => database.StringSetAsync(RedisKeys.Node(_node), "alive", RedisKeys.NodeLifetime), CancellationToken.None).ConfigureAwait(false);
        }
        catch (SessionStoreException)
        {
            // Counted by the connection; said again in a few seconds. Meanwhile nobody else can read what this node left either.
        }
    }

    // One at a time: two that read the same records would both do what is in them.
    private async Task AdoptAsync(IDatabase database, AccountId account)
    {
        var nodes = await database.SetMembersAsync(RedisKeys.Journals(account)).ConfigureAwait(false);
        var others = nodes.Where(node => node != _node).ToList();
        if (others.Count == 0)
            return;
        var taken = await database.StringSetAsync(RedisKeys.Adopting(account), _node, RedisKeys.NodeLifetime, When.NotExists).ConfigureAwait(false);
        if (!taken)
            return;
        foreach (var other in others)
        {
            if (_alive is not null && await database.KeyExistsAsync(RedisKeys.Node(other!)).ConfigureAwait(false))
                continue;
            var key = RedisKeys.Journal(account, other!);
            var fields = await database.HashGetAllAsync(key).ConfigureAwait(false);
            var move = database.CreateTransaction();
            List<Task> parts = [move.KeyDeleteAsync(key), move.SetRemoveAsync(RedisKeys.Journals(account), other)];
            if (fields.Length > 0)
                parts.Add(move.HashSetAsync(RedisKeys.Journal(account, _node), fields));
            parts.Add(move.SetAddAsync(RedisKeys.Journals(account), _node));
            parts.Add(move.KeyExpireAsync(RedisKeys.Journal(account, _node), RedisKeys.JournalLifetime));
            if (await move.ExecuteAsync().ConfigureAwait(false))
                await Task.WhenAll(parts).ConfigureAwait(false);
        }

        await database.KeyDeleteAsync(RedisKeys.Adopting(account)).ConfigureAwait(false);
    }
}
