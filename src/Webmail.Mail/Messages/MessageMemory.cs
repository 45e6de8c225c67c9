namespace Webmail.Mail.Messages;

/// <summary>Recently opened messages and texts of all accounts, bounded by their size; the least recently used go first.</summary>
/// <param name="maxCharacters">How much is kept, counted in characters of text.</param>
internal sealed class MessageMemory(long maxCharacters = 32 * 1024 * 1024)
{
    private const int MessageCost = 4096;

    private readonly Lock _gate = new();
    private readonly Dictionary<Key, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _order = new();
    private long _cost;

    // The UIDVALIDITY is part of the message's key: a recreated mailbox finds nothing here.
    private readonly record struct Key(AccountId Account, MessageKey Message, string Section, bool IsText);

    private readonly record struct Entry(Key Key, object Value, long Cost);

    /// <summary>A message opened before.</summary>
    public Message? Message(AccountId account, MessageKey key, string section) => (Message?)Find(new Key(account, key, section, false));

    /// <summary>A text read before.</summary>
    public DecodedText? Text(AccountId account, MessageKey key, string section) => (DecodedText?)Find(new Key(account, key, section, true));

    /// <summary>Remembers a message.</summary>
    public void Add(AccountId account, Message message) => Add(
        new Key(account, message.Key, message.Section, false), message, MessageCost + (200 * (message.Attachments.Length + message.Texts.Length)));

    /// <summary>Remembers a text, unless it alone would push out much of the others.</summary>
    public void Add(AccountId account, MessageKey key, string section, DecodedText text)
    {
        if (text.Text.Length <= maxCharacters / 16)
            Add(new Key(account, key, section, true), text, text.Text.Length + 200);
    }

    /// <summary>Puts the flags known now on a remembered message.</summary>
    public void SetFlags(AccountId account, MessageKey key, MessageFlags flags)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(new Key(account, key, "", false), out var node))
                node.Value = node.Value with { Value = ((Message)node.Value.Value) with { Flags = flags } };
        }
    }

    /// <summary>Forgets all of an account.</summary>
    public void Forget(AccountId account)
    {
        lock (_gate)
        {
            foreach (var key in _entries.Keys.Where(key => key.Account == account).ToArray())
                Remove(_entries[key]);
        }
    }

    private object? Find(Key key)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out var node))
                return null;
            _order.Remove(node);
            _order.AddFirst(node);
            return node.Value.Value;
        }
    }

    private void Add(Key key, object value, long cost)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(key, out var old))
                Remove(old);
            _entries[key] = _order.AddFirst(new Entry(key, value, cost));
            _cost += cost;
            while (_cost > maxCharacters && _order.Last is { } oldest)
                Remove(oldest);
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _entries.Remove(node.Value.Key);
        _order.Remove(node);
        _cost -= node.Value.Cost;
    }
}
