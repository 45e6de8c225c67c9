namespace Webmail.Mail.Messages;

/// <summary>What this process knows of one mailbox of one account. Its members are changed by one task at a time.</summary>
/// <param name="account">Whose.</param>
/// <param name="mailbox">Which.</param>
internal sealed class MailboxState(AccountId account, MailboxName mailbox)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task> _running = [];
    private Task _lastWrite = Task.CompletedTask;
    private volatile CachedMailbox? _shape;
    private long _wanted;
    private long _reached;
    private UidSet? _cachedRows;
    private long _noticed;

    /// <summary>Whose.</summary>
    public AccountId Account { get; } = account;

    /// <summary>Which.</summary>
    public MailboxName Mailbox { get; } = mailbox;

    /// <summary>The mailbox when last synchronised; <see langword="null"/> before.</summary>
    public CachedMailbox? Shape
    {
        get => _shape;
        set => _shape = value;
    }

    /// <summary>The counts told last.</summary>
    public MailboxStatus? Status { get; set; }

    /// <summary>Asks for a synchronisation that begins from now on; the ticket to wait with.</summary>
    public long WantSynchronised() => Interlocked.Increment(ref _wanted);

    /// <summary>Whether a synchronisation that began after the ticket was drawn has ended well.</summary>
    public bool IsSynchronised(long ticket) => Interlocked.Read(ref _reached) >= ticket;

    /// <summary>A synchronisation begins: what it will have reached.</summary>
    public long BeginSynchronising() => Interlocked.Read(ref _wanted);

    /// <summary>It ended well.</summary>
    public void EndSynchronising(long reached) => Interlocked.Exchange(ref _reached, reached);

    /// <summary>The watcher noticed something at this timestamp. The earliest that was not looked into yet counts.</summary>
    public void NoteNotice(long noticed) => Interlocked.CompareExchange(ref _noticed, noticed, 0);

    /// <summary>The timestamp noted, which is looked into now; 0 for none.</summary>
    public long TakeNotice() => Interlocked.Exchange(ref _noticed, 0);

    /// <summary>The header cache had nothing of this mailbox: what it has from now on was written here.</summary>
    public void BeginCache()
    {
        lock (_gate)
            _cachedRows = UidSet.Empty;
    }

    /// <summary>Rows were handed to the header cache.</summary>
    public void NoteCached(UidSet uids)
    {
        lock (_gate)
            _cachedRows = _cachedRows?.Union(uids);
    }

    /// <summary>Those of the messages the header cache is worth being asked for.</summary>
    public UidSet MayBeCached(UidSet uids)
    {
        lock (_gate)
            return _cachedRows is null ? uids : uids.Except(uids.Except(_cachedRows));
    }

    /// <summary>Done when the header cache has all that was handed to <see cref="WriteInOrderAsync"/> so far.</summary>
    public Task Written
    {
        get
        {
            lock (_gate)
                return _lastWrite;
        }
    }

    /// <summary>Writes to the header cache after everything handed over before; nobody needs to wait for it.</summary>
    public Task WriteInOrderAsync(Func<Task> write)
    {
        lock (_gate)
        {
            var before = _lastWrite;
            // Started elsewhere: nothing of it may run under the lock.
            return _lastWrite = Task.Run(async () =>
            {
                // Whoever handed that over hears of its failure.
                await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await write().ConfigureAwait(false);
            });
        }
    }

    /// <summary>Lets all who want the same thing at the same time wait for one task.</summary>
    public Task<T> ShareAsync<T>(string what, Func<Task<T>> start)
    {
        lock (_gate)
        {
            if (_running.TryGetValue(what, out var running))
                return (Task<T>)running;
            // Started elsewhere: nothing of it may run under the lock.
            var task = Task.Run(start);
            _running[what] = task;
            task.ContinueWith(
                _ =>
                {
                    lock (_gate)
                        _running.Remove(what);
                },
                CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return task;
        }
    }
}
