using Webmail.Mail;

namespace Webmail.Web.Shell;

/// <summary>
/// The messages the page holds: the one that is read, those read before it and those likely to be read next. Going to one of them
/// needs nothing from the server.
/// </summary>
internal sealed class MessageDeck
{
    /// <summary>How many messages a page holds.</summary>
    public const int Limit = 9;

    private readonly List<(MessageKey Message, string Section)> _cards = [];
    private readonly List<(MessageKey Message, string Section)> _leastRecentFirst = [];

    /// <summary>In the order they were put there: an element that moves in the page would load its frame anew.</summary>
    public IReadOnlyList<(MessageKey Message, string Section)> Cards => _cards;

    /// <summary>The message is read now.</summary>
    public void Show(MessageKey message, string section) => Add((message, section), mostRecent: true);

    /// <summary>The message may be read next. It never pushes out one that was read more recently than the others that are ready.</summary>
    public void Prepare(MessageKey message) => Add((message, ""), mostRecent: false);

    private void Add((MessageKey, string) card, bool mostRecent)
    {
        var known = _leastRecentFirst.Remove(card);
        if (!known)
        {
            _cards.Add(card);
            if (_leastRecentFirst.Count == Limit)
            {
                _cards.Remove(_leastRecentFirst[0]);
                _leastRecentFirst.RemoveAt(0);
            }
        }

        // What is only likely is next to go after what was read long ago, and never the one that is read now.
        _leastRecentFirst.Insert(mostRecent ? _leastRecentFirst.Count : Math.Max(0, _leastRecentFirst.Count - 1), card);
    }
}
