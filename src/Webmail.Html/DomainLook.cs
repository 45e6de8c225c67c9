namespace Webmail.Html;

/// <summary>Judges the domains of addresses as they are read by people.</summary>
public static class DomainLook
{
    /// <summary>
    /// The ASCII form of a domain that could be taken for another one (letters of several scripts, or of one that looks like Latin);
    /// <see langword="null"/> for any other.
    /// </summary>
    public static string? Unmasked(string domain) =>
        HostName.ToAscii(domain) is { } ascii && HostName.IsMisleading(ascii) ? ascii : null;
}
