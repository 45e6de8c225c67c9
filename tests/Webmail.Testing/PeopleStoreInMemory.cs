using System.Collections.Concurrent;
using Webmail.Mail;
using Webmail.Mail.People;

namespace Webmail.Testing;

/// <summary>A store of people in memory, which counts how often it is asked.</summary>
public sealed class PeopleStoreInMemory : IPeopleStore
{
    private readonly ConcurrentDictionary<AccountId, byte[]> _people = new();
    private int _asked;

    /// <summary>How often it was asked.</summary>
    public int Asked => _asked;

    /// <summary>It is flushed.</summary>
    public void Flush() => _people.Clear();

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(AccountId account, CancellationToken token)
    {
        Interlocked.Increment(ref _asked);
        return ValueTask.FromResult(_people.TryGetValue(account, out var people) ? people : default(ReadOnlyMemory<byte>?));
    }

    /// <inheritdoc/>
    public ValueTask WriteAsync(AccountId account, ReadOnlyMemory<byte> people, CancellationToken token)
    {
        _people[account] = people.ToArray();
        return ValueTask.CompletedTask;
    }
}
