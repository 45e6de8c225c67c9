namespace Webmail.Mail.Imap;

/// <summary>Who waits for a connection: the more urgent first, equals in the order they came. Guarded by its owner's lock.</summary>
internal sealed class ImapQueue
{
    private readonly List<ImapWaiter>[] _byPriority = [[], [], []];

    /// <summary>Whether nobody waits.</summary>
    public bool IsEmpty => Array.TrueForAll(_byPriority, static queue => queue.Count == 0);

    /// <summary>How many wait.</summary>
    public int Count => _byPriority.Sum(static queue => queue.Count);

    /// <summary>Adds one who waits.</summary>
    public void Add(ImapWaiter waiter) => _byPriority[(int)waiter.Request.Priority].Add(waiter);

    /// <summary>Takes one away who does not wait any more; whether it was still waiting.</summary>
    public bool Remove(ImapWaiter waiter) => _byPriority[(int)waiter.Request.Priority].Remove(waiter);

    /// <summary>Tells everybody that there will be none.</summary>
    public void RefuseAll(MailException failure)
    {
        foreach (var queue in _byPriority)
        {
            foreach (var waiter in queue)
                waiter.Refuse(failure);
            queue.Clear();
        }
    }

    /// <summary>
    /// Hands out connections as long as <paramref name="lend"/> has one, and returns how many more could be put to use now.
    /// Work nobody waits for gets no more than <paramref name="roomInBackground"/> says.
    /// </summary>
    public int Serve(Func<ImapRequest, ImapConnection?> lend, Func<int> roomInBackground)
    {
        var wanted = 0;
        foreach (var queue in _byPriority)
        {
            while (queue.Count > 0)
            {
                var room = queue[0].Request.Priority == ImapPriority.Interactive ? int.MaxValue : roomInBackground();
                if (room <= 0)
                    break;
                if (lend(queue[0].Request) is not { } connection)
                {
                    wanted += Math.Min(queue.Count, room);
                    break;
                }

                queue[0].Grant(connection);
                queue.RemoveAt(0);
            }
        }

        return wanted;
    }
}
