namespace Webmail.Html;

/// <summary>Counts the images of a mail that are on other hosts.</summary>
internal sealed class RemoteTally
{
    private readonly SortedSet<string> _trackerHosts = new(StringComparer.Ordinal);

    /// <summary>Those that are not loaded, trackers among them.</summary>
    public int Blocked { get; private set; }

    /// <summary>Those that are.</summary>
    public int Shown { get; private set; }

    /// <summary>Those that only tell that the mail was read. They are never loaded.</summary>
    public int Trackers { get; private set; }

    /// <summary>Who is told by them.</summary>
    public IReadOnlyCollection<string> TrackerHosts => _trackerHosts;

    /// <summary>Whether one more may be loaded.</summary>
    public bool HasRoom => Shown < MarkupLimits.RemoteImages;

    public void AddBlocked(int count = 1) => Blocked += count;

    public void AddShown(int count = 1) => Shown += count;

    public void AddTracker(string url)
    {
        Blocked++;
        Trackers++;
        if (_trackerHosts.Count < MarkupLimits.TrackerHosts && RemoteAddress.Absolute(url) is { } absolute)
            _trackerHosts.Add(RemoteAddress.HostOf(absolute));
    }
}
