using System.Text;
using Webmail.Mail;
using Xunit;

namespace Webmail.Redis.Tests;

/// <summary>What the journal of operations may expect of its store, whatever Redis it is.</summary>
public abstract class JournalStoreContract(RedisUnderTest redis)
{
    private readonly AccountId _account = AccountId.Of("imap.example", 993, Guid.NewGuid().ToString("N"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Records_are_read_back_replaced_and_removed()
    {
        using var store = redis.NewJournals();
        await store.WriteAsync(_account, Records(("a", "one"), ("a/0", "part"), ("b", "two")), [], Token);

        await store.WriteAsync(_account, Records(("b", "three")), ["a", "a/0", "never there"], Token);

        Assert.Equal([("b", "three")], await ReadAsync(store));
        Assert.Equal(1, await store.CountAsync(_account, Token));
    }

    [Fact]
    public async Task What_is_written_tells_nobody_who_reads_Redis_anything()
    {
        using var store = redis.NewJournals();

        await store.WriteAsync(_account, Records(("a", "Clients/Secret")), [], Token);

        var database = await redis.DatabaseAsync();
        var key = Assert.Single((string[])(await database.ExecuteAsync("KEYS", $"wm:journal:{_account.Value}:*"))!);
        var value = Assert.Single(await database.HashGetAllAsync(key)).Value;
        Assert.DoesNotContain("Secret", Encoding.Latin1.GetString((byte[])value!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_was_put_in_the_place_of_another_is_not_taken_for_it()
    {
        using var store = redis.NewJournals();
        await store.WriteAsync(_account, Records(("a", "one"), ("b", "two")), [], Token);
        var database = await redis.DatabaseAsync();
        var key = Assert.Single((string[])(await database.ExecuteAsync("KEYS", $"wm:journal:{_account.Value}:*"))!);

        await database.HashSetAsync(key, "b", await database.HashGetAsync(key, "a"));

        Assert.Equal([("a", "one")], await ReadAsync(store));
    }

    [Fact]
    public async Task An_emptied_store_is_noticed()
    {
        using var store = redis.NewJournals();
        await store.WriteAsync(_account, Records(("a", "one")), [], Token);

        await (await redis.DatabaseAsync()).ExecuteAsync("FLUSHDB");

        Assert.Equal(0, await store.CountAsync(_account, Token));
    }

    [Fact]
    public async Task What_a_process_left_behind_is_the_next_ones()
    {
        using (var before = redis.NewJournals())
            await before.WriteAsync(_account, Records(("a", "one")), [], Token);
        await ForgetNodesAsync();

        using var after = redis.NewJournals();
        Assert.Equal([("a", "one")], await ReadAsync(after));
        using var third = redis.NewJournals();
        await after.WriteAsync(_account, Records(), ["a"], Token);
        Assert.Empty(await ReadAsync(third));
    }

    /// <summary>As if the nodes had been silent for longer than one that lives is.</summary>
    private async Task ForgetNodesAsync()
    {
        var database = await redis.DatabaseAsync();
        foreach (var node in (string[])(await database.ExecuteAsync("KEYS", "wm:alive:*"))!)
            await database.KeyDeleteAsync(node);
    }

    private async Task<IEnumerable<(string, string)>> ReadAsync(RedisJournalStore store) =>
        (await store.ReadAsync(_account, Token)).Select(static record => (record.Key, Encoding.UTF8.GetString(record.Value.Span))).Order();

    private static Dictionary<string, ReadOnlyMemory<byte>> Records(params (string Name, string Value)[] records) =>
        records.ToDictionary(static record => record.Name, static record => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(record.Value));
}
