namespace Webmail.Mail.Settings;

/// <summary>
/// What can be done to the choice of whose images are shown. Each says what is wanted, so that it may be done again; what changes nothing
/// returns the settings themselves.
/// </summary>
public static class ImageChanges
{
    private const int MostSenders = 300;

    /// <summary>Images from a sender are always shown; the oldest of such wishes go when there are very many.</summary>
    public static AccountSettings AlwaysShowImagesFrom(this AccountSettings settings, string email) => settings.ShowsImagesFrom(email)
        ? settings : settings with { ImagesFrom = [.. settings.Senders.TakeLast(MostSenders - 1), email] };

    /// <summary>Images from a sender are not shown without asking any more.</summary>
    public static AccountSettings AskForImagesFrom(this AccountSettings settings, string email)
    {
        if (!settings.ShowsImagesFrom(email))
            return settings;
        var left = settings.Senders.RemoveAll(one => one.Equals(email, StringComparison.OrdinalIgnoreCase));
        return settings with { ImagesFrom = left.IsEmpty ? default : left };
    }

    /// <summary>Chooses whose images are shown besides.</summary>
    public static AccountSettings ShowImages(this AccountSettings settings, RemoteImageChoice choice) =>
        settings.RemoteImages == choice ? settings : settings with { RemoteImages = choice };

    /// <summary>Chooses whether links lose what only tells where somebody came from.</summary>
    public static AccountSettings CleanLinks(this AccountSettings settings, bool wanted) =>
        settings.WithoutLinkTracking == wanted ? settings : settings with { WithoutLinkTracking = wanted };
}
