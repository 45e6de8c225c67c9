using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Webmail.Mail;
using Webmail.Mail.Sending;

namespace Webmail.Redis;

/// <summary>
/// The outbox: a hash of small sealed records for all accounts, one of the messages' sealed bytes, and a string for each claim.
/// A change goes through only over what it was made from.
/// </summary>
internal sealed class RedisOutboxStore(RedisConnection connection, ValueSealer sealer, IOptions<RedisOptions> options, ILogger<RedisOutboxStore> logger) : IOutboxStore
{
    private static readonly TimeSpan ClaimLifetime = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, bool> _unreadable = new();

    // The embedded server is one process's own: a claim that is there was made by the process before.
    private readonly string _node = string.IsNullOrWhiteSpace(options.Value.Configuration)
        ? "embedded" : Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    public Task<OutboxAnswer> AddAsync(OutboxRecord record, ReadOnlyMemory<byte> message, ReadOnlyMemory<byte> copy, CancellationToken token) =>
        connection.AskAsync(async database =>
        {
            var field = FieldOf(record.Account.Id, record.Id);
            var all = database.CreateTransaction();
            all.AddCondition(Condition.HashNotExists(RedisKeys.Outbox, field));
            all.AddCondition(Condition.KeyNotExists(RedisKeys.OutboxSent(field)));
            List<Task> parts =
            [
                all.HashSetAsync(RedisKeys.Outbox, field, Seal(record)),
                all.HashSetAsync(RedisKeys.OutboxMail, $"{field}:message", SealMail(record.Account.Id, $"{field}:message", message)),
                all.HashSetAsync(RedisKeys.OutboxMail, $"{field}:copy", SealMail(record.Account.Id, $"{field}:copy", copy)),
                all.StringSetAsync(RedisKeys.OutboxClaim(field), _node, ClaimLifetime),
            ];
            if (await all.ExecuteAsync().ConfigureAwait(false))
            {
                await Task.WhenAll(parts).ConfigureAwait(false);
                return OutboxAnswer.Added;
            }

            if (Open(field, await database.HashGetAsync(RedisKeys.Outbox, field).ConfigureAwait(false)) is { } there)
                return Same(there, record) ? OutboxAnswer.Added : OutboxAnswer.Present;
            var sent = await database.StringGetAsync(RedisKeys.OutboxSent(field)).ConfigureAwait(false);
            return sent.IsNull ? OutboxAnswer.Present : sent == record.Revision ? OutboxAnswer.Sent : OutboxAnswer.Overtaken;
        }, token);

    public Task<bool> ReplaceAsync(OutboxRecord before, OutboxRecord after, CancellationToken token) =>
        ChangeAsync(before, after, (all, field) => [all.HashSetAsync(RedisKeys.Outbox, field, Seal(after))], token);

    public Task<bool> RemoveAsync(OutboxRecord record, bool sent, CancellationToken token) => ChangeAsync(record, null, (all, field) =>
    {
        List<Task> parts =
        [
            all.HashDeleteAsync(RedisKeys.Outbox, field),
            all.HashDeleteAsync(RedisKeys.OutboxMail, [$"{field}:message", $"{field}:copy"]),
            all.KeyDeleteAsync(RedisKeys.OutboxClaim(field)),
        ];
        if (sent)
            parts.Add(all.StringSetAsync(RedisKeys.OutboxSent(field), record.Revision, RedisKeys.OutboxSentLifetime));
        return [.. parts];
    }, token);

    public Task<OutboxContents> ReadAsync(CancellationToken token) => connection.AskAsync(async database =>
    {
        var all = await database.HashGetAllAsync(RedisKeys.Outbox).ConfigureAwait(false);
        if (all.All(static entry => entry.Name != RedisKeys.OutboxEpoch))
        {
            await database.HashSetAsync(
                RedisKeys.Outbox, RedisKeys.OutboxEpoch, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), When.NotExists).ConfigureAwait(false);
            all = await database.HashGetAllAsync(RedisKeys.Outbox).ConfigureAwait(false);
        }

        var epoch = "";
        var records = new List<OutboxRecord>();
        foreach (var entry in all)
        {
            if (entry.Name == RedisKeys.OutboxEpoch)
                epoch = entry.Value;
            else if (Open(entry.Name!, entry.Value) is { } record)
                records.Add(record);
            else if (_unreadable.TryAdd(entry.Name!, true))
                RedisLog.OutboxUnreadable(logger);
        }

        return new OutboxContents(epoch!, records);
    }, token);

    public Task<OutboxBytes?> ReadMessageAsync(AccountId account, string id, CancellationToken token) =>
        connection.AskAsync<OutboxBytes?>(async database =>
        {
            var field = FieldOf(account, id);
            var message = OpenMail(account, $"{field}:message", await database.HashGetAsync(RedisKeys.OutboxMail, $"{field}:message").ConfigureAwait(false));
            var copy = OpenMail(account, $"{field}:copy", await database.HashGetAsync(RedisKeys.OutboxMail, $"{field}:copy").ConfigureAwait(false));
            return message is null || copy is null ? null : new OutboxBytes(message, copy);
        }, token);

    public Task<bool> ClaimAsync(AccountId account, string id, CancellationToken token) => connection.AskAsync(async database =>
    {
        var key = RedisKeys.OutboxClaim(FieldOf(account, id));
        if (await database.StringSetAsync(key, _node, ClaimLifetime, When.NotExists).ConfigureAwait(false))
            return true;
        return await database.StringGetAsync(key).ConfigureAwait(false) == _node
            && await database.KeyExpireAsync(key, ClaimLifetime).ConfigureAwait(false);
    }, token);

    private static string FieldOf(AccountId account, string id) => $"{account.Value}:{id}";

    // Sealing gives other bytes each time: the record inside is compared, and that the bytes are still those it was read from.
    private Task<bool> ChangeAsync(OutboxRecord before, OutboxRecord? after, Func<ITransaction, string, Task[]> change, CancellationToken token) =>
        connection.AskAsync(async database =>
        {
            var field = FieldOf(before.Account.Id, before.Id);
            var stored = await database.HashGetAsync(RedisKeys.Outbox, field).ConfigureAwait(false);
            if (Open(field, stored) is not { } now)
                return false;
            if (after is not null && Same(now, after))
                return true;
            if (!Same(now, before))
                return false;
            var all = database.CreateTransaction();
            all.AddCondition(Condition.HashEqual(RedisKeys.Outbox, field, stored));
            var parts = change(all, field);
            if (!await all.ExecuteAsync().ConfigureAwait(false))
                return false;
            await Task.WhenAll(parts).ConfigureAwait(false);
            return true;
        }, token);

    private static bool Same(OutboxRecord one, OutboxRecord other) => JsonSerializer.SerializeToUtf8Bytes(one).AsSpan()
        .SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(other));

    private byte[] Seal(OutboxRecord record)
    {
        var field = FieldOf(record.Account.Id, record.Id);
        var plain = JsonSerializer.SerializeToUtf8Bytes(record);
        try
        {
            return sealer.SealMail(record.Account.Id, $"{RedisKeys.Outbox}\n{field}", 0, plain);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private OutboxRecord? Open(string field, RedisValue value)
    {
        // The account stands before the colon: with it the record opens, and it must be its own.
        if (!AccountId.TryParse(field[..Math.Max(0, field.LastIndexOf(':'))], out var account) || (byte[]?)value is not { } box
            || sealer.OpenMail(account, $"{RedisKeys.Outbox}\n{field}", 0, box) is not { } plain)
        {
            return null;
        }

        try
        {
            var record = JsonSerializer.Deserialize<OutboxRecord>(plain);
            return record is { Account: { Imap: not null, Smtp: not null }, Password: not null, Recipients: not null }
                && FieldOf(record.Account.Id, record.Id) == field ? record : null;
        }
        catch (JsonException)
        {
            return null; // Written by another version.
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private byte[] SealMail(AccountId account, string field, ReadOnlyMemory<byte> bytes) =>
        sealer.SealMail(account, $"{RedisKeys.OutboxMail}\n{field}", 0, bytes.Span);

    private byte[]? OpenMail(AccountId account, string field, RedisValue value) =>
        (byte[]?)value is { } box ? sealer.OpenMail(account, $"{RedisKeys.OutboxMail}\n{field}", 0, box) : null;
}
