using System.Text;
using Webmail.Mail;
using Webmail.Mail.Sending;
using Xunit;

namespace Webmail.Redis.Tests;

/// <summary>What the outbox may expect of its store, whatever Redis it is.</summary>
public abstract class OutboxStoreContract(RedisUnderTest redis)
{
    private readonly MailAccount _account = new(
        "mika@lumen.example", Guid.NewGuid().ToString("N"), new MailServer("imap.example", 993, ConnectionSecurity.Tls),
        new MailServer("smtp.example", 465, ConnectionSecurity.Tls));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_is_taken_in_once_and_reads_back()
    {
        var store = redis.NewOutbox();

        Assert.Equal(OutboxAnswer.Added, await store.AddAsync(Record("a"), "message"u8.ToArray(), "copy"u8.ToArray(), Token));
        Assert.Equal(OutboxAnswer.Present, await store.AddAsync(Record("a") with { Subject = "another" }, "x"u8.ToArray(), "x"u8.ToArray(), Token));

        Assert.Equivalent(Record("a"), Assert.Single(await MineAsync(store)), strict: true);
        var bytes = await store.ReadMessageAsync(_account.Id, "a", Token);
        Assert.Equal(("message", "copy"), (Encoding.ASCII.GetString(bytes!.Value.Message.Span), Encoding.ASCII.GetString(bytes.Value.Copy.Span)));
    }

    [Fact]
    public async Task Of_two_who_change_the_same_state_one_is_told_that_it_was_late()
    {
        var store = redis.NewOutbox();
        await store.AddAsync(Record("a"), default, default, Token);

        var done = await Task.WhenAll(
            store.ReplaceAsync(Record("a"), Record("a") with { State = OutboxState.Sending }, Token), store.RemoveAsync(Record("a"), sent: false, Token),
            redis.NewOutbox().ReplaceAsync(Record("a"), Record("a") with { State = OutboxState.Failed }, Token));

        Assert.Single(done, static one => one);
    }

    [Fact]
    public async Task What_is_removed_leaves_nothing()
    {
        var store = redis.NewOutbox();
        await store.AddAsync(Record("a"), "message"u8.ToArray(), "copy"u8.ToArray(), Token);

        Assert.True(await store.RemoveAsync(Record("a"), sent: false, Token));

        Assert.Empty(await MineAsync(store));
        Assert.Null(await store.ReadMessageAsync(_account.Id, "a", Token));
    }

    [Fact]
    public async Task What_is_written_twice_because_the_answer_was_lost_is_written()
    {
        var store = redis.NewOutbox();
        await store.AddAsync(Record("a") with { Stamp = "1" }, default, default, Token);

        Assert.Equal(OutboxAnswer.Added, await store.AddAsync(Record("a") with { Stamp = "1" }, default, default, Token));
        var next = Record("a") with { State = OutboxState.Sending, Stamp = "2" };
        Assert.True(await store.ReplaceAsync(Record("a") with { Stamp = "1" }, next, Token));
        Assert.True(await store.ReplaceAsync(Record("a") with { Stamp = "1" }, next, Token));
        Assert.False(await store.ReplaceAsync(Record("a") with { Stamp = "1" }, next with { Stamp = "3" }, Token));
    }

    [Fact]
    public async Task What_was_sent_is_remembered_with_its_revision()
    {
        var store = redis.NewOutbox();
        await store.AddAsync(Record("a") with { Revision = 7 }, default, default, Token);
        await store.RemoveAsync(Record("a") with { Revision = 7 }, sent: true, Token);

        Assert.Equal(OutboxAnswer.Sent, await store.AddAsync(Record("a") with { Revision = 7 }, default, default, Token));
        Assert.Equal(OutboxAnswer.Overtaken, await store.AddAsync(Record("a") with { Revision = 8 }, default, default, Token));
        Assert.Empty(await MineAsync(store));
    }

    [Fact]
    public async Task The_epoch_lasts_over_everything_but_an_emptied_Redis()
    {
        var store = redis.NewOutbox();
        var before = (await store.ReadAsync(Token)).Epoch;
        await store.AddAsync(Record("a"), default, default, Token);
        await store.RemoveAsync(Record("a"), sent: false, Token);
        Assert.Equal(before, (await redis.NewOutbox().ReadAsync(Token)).Epoch);

        await (await redis.DatabaseAsync()).ExecuteAsync("FLUSHALL");

        var after = (await store.ReadAsync(Token)).Epoch;
        Assert.NotEqual(before, after);
        Assert.NotEmpty(after);
    }

    [Fact]
    public async Task A_record_that_cannot_be_opened_hides_no_other()
    {
        var store = redis.NewOutbox();
        await store.AddAsync(Record("a"), default, default, Token);
        var database = await redis.DatabaseAsync();
        await database.HashSetAsync("wm:outbox", $"{_account.Id.Value}:broken", "rubbish");
        await database.HashSetAsync("wm:outbox", "nobody", "rubbish");

        Assert.Single(await MineAsync(store));
    }

    [Fact]
    public async Task Whoever_reads_Redis_learns_nothing()
    {
        await redis.NewOutbox().AddAsync(Record("a"), "the kiln"u8.ToArray(), "the kiln"u8.ToArray(), Token);

        var database = await redis.DatabaseAsync();
        foreach (var key in new[] { "wm:outbox", "wm:outbox-mail" })
        {
            foreach (var entry in await database.HashGetAllAsync(key))
            {
                var raw = Encoding.Latin1.GetString((byte[])entry.Value!);
                Assert.DoesNotContain("kiln", raw, StringComparison.Ordinal);
                Assert.DoesNotContain("pass-", raw, StringComparison.Ordinal);
                Assert.DoesNotContain("lumen", raw, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task A_draft_is_kept_replaced_and_forgotten()
    {
        var drafts = redis.NewDrafts();
        await drafts.WriteAsync(_account.Id, "a", "one"u8.ToArray(), Token);
        await drafts.WriteAsync(_account.Id, "b", "two"u8.ToArray(), Token);
        await drafts.WriteAsync(_account.Id, "b", "three"u8.ToArray(), Token);

        await drafts.RemoveAsync(_account.Id, "a", Token);

        var (id, bytes) = Assert.Single(await drafts.ReadAsync(_account.Id, Token));
        Assert.Equal(("b", "three"), (id, Encoding.ASCII.GetString(bytes.Span)));
    }

    private OutboxRecord Record(string id) => new()
    {
        Id = id,
        Account = _account,
        Password = "pass-word",
        MessageId = "a@lumen.example",
        Subject = "kiln",
        Sender = "mika@lumen.example",
        Recipients = ["haruka@ito.example"],
        NotBefore = new DateTimeOffset(2026, 11, 26, 9, 0, 0, TimeSpan.Zero),
    };

    private async Task<IEnumerable<OutboxRecord>> MineAsync(RedisOutboxStore store) =>
        (await store.ReadAsync(Token)).Records.Where(record => record.Account.UserName == _account.UserName);
}
