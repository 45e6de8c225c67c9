using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Webmail.Mail.Sending;

/// <summary>Counts what each account sends, so that a stolen password makes no flood. In the memory of this process.</summary>
public sealed class SendingRate(IOptions<SendingOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<AccountId, Queue<DateTimeOffset>> _sent = new();

    /// <summary>When the account may send again; <see langword="null"/> when it may now.</summary>
    public DateTimeOffset? NextAt(AccountId account)
    {
        if (options.Value.MaxPerHour <= 0 || !_sent.TryGetValue(account, out var sent))
            return null;
        lock (sent)
        {
            Forget(sent);
            return sent.Count < options.Value.MaxPerHour ? null : sent.Peek() + Window;
        }
    }

    /// <summary>The account has sent a message.</summary>
    public void Note(AccountId account)
    {
        var sent = _sent.GetOrAdd(account, static _ => new Queue<DateTimeOffset>());
        lock (sent)
        {
            Forget(sent);
            sent.Enqueue(time.GetUtcNow());
        }
    }

    private void Forget(Queue<DateTimeOffset> sent)
    {
        while (sent.TryPeek(out var oldest) && oldest + Window <= time.GetUtcNow())
            sent.Dequeue();
    }
}
