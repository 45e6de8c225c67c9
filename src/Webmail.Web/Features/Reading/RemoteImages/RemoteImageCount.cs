using Webmail.Html;

namespace Webmail.Web.Features.Reading.RemoteImages;

/// <summary>The images of other hosts in a mail.</summary>
/// <param name="Shown">Those that are loaded, through this server.</param>
/// <param name="Hidden">Those that are not and could be seen.</param>
/// <param name="Trackers">Those that nobody could see: they only tell that the mail was read, and are never loaded.</param>
/// <param name="TrackerHosts">Who would be told.</param>
public sealed record RemoteImageCount(int Shown, int Hidden, int Trackers, IReadOnlyList<string> TrackerHosts)
{
    /// <summary>A mail without any.</summary>
    public static readonly RemoteImageCount None = new(0, 0, 0, []);

    /// <summary>How many are not loaded.</summary>
    public int Blocked => Hidden + Trackers;

    /// <summary>As a body has them.</summary>
    internal static RemoteImageCount Of(RenderedBody body) =>
        new(body.ShownRemoteImages, body.BlockedRemoteImages - body.Trackers, body.Trackers, [.. body.TrackerHosts]);

    /// <summary>All together.</summary>
    internal static RemoteImageCount Of(IEnumerable<RemoteImageCount> counts) => counts.Aggregate(None, static (sum, one) => new(
        sum.Shown + one.Shown, sum.Hidden + one.Hidden, sum.Trackers + one.Trackers,
        [.. sum.TrackerHosts.Union(one.TrackerHosts, StringComparer.Ordinal).Order(StringComparer.Ordinal)]));
}
