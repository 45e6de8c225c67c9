using System.Buffers;

namespace Webmail.Html;

/// <summary>Where the image of a mail comes from.</summary>
internal enum ImageOrigin
{
    /// <summary>Nowhere it could be loaded from.</summary>
    None,

    /// <summary>A part of the mail, by its Content-ID (RFC 2392).</summary>
    ContentId,

    /// <summary>The address holds the image itself (RFC 2397).</summary>
    Data,

    /// <summary>Another host.</summary>
    Remote,
}

/// <summary>Judges the address of an image.</summary>
internal static class ImageSource
{
    private static readonly string[] DataTypes = ["data:image/png;base64,", "data:image/jpeg;base64,", "data:image/jpg;base64,", "data:image/gif;base64,", "data:image/webp;base64,"];

    private static readonly SearchValues<char> Base64 =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");

    /// <summary>The origin of an image and, unless there is none, its address cleaned.</summary>
    public static (ImageOrigin Origin, string Url) Classify(string? source)
    {
        var url = Cleaned(source);
        if (url.StartsWith("cid:", StringComparison.OrdinalIgnoreCase) && url.Length is > 4 and <= MarkupLimits.Url)
            return (ImageOrigin.ContentId, "cid:" + url[4..]);
        foreach (var type in DataTypes)
        {
            if (url.StartsWith(type, StringComparison.OrdinalIgnoreCase) && IsBase64(url.AsSpan(type.Length)))
                return (ImageOrigin.Data, string.Concat(type, url.AsSpan(type.Length)));
        }
        return IsRemote(url) ? (ImageOrigin.Remote, url) : (ImageOrigin.None, "");
    }

    /// <summary>Whether a browser would ask another host for it.</summary>
    public static bool IsRemote(string url)
    {
        url = Cleaned(url).Replace('\\', '/');
        return url.StartsWith("//", StringComparison.Ordinal)
            || url.StartsWith("http:", StringComparison.OrdinalIgnoreCase)
            || url.StartsWith("https:", StringComparison.OrdinalIgnoreCase)
            || url.StartsWith("ftp:", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The first remote candidate of a srcset attribute; <see langword="null"/> when there is none.</summary>
    public static string? RemoteCandidate(string? sourceSet) =>
        sourceSet is null ? null : SourceSet.Addresses(sourceSet).FirstOrDefault(IsRemote);

    /// <summary>An address without what browsers overlook in it.</summary>
    public static string Cleaned(string? url) =>
        url is null ? "" : !url.AsSpan().ContainsAnyExceptInRange('!', '~') ? url
            : string.Concat(url.Where(static c => c is not ('\t' or '\n' or '\r'))).Trim().Trim('\0', ' ', '\u0001', '\u001F');

    private static bool IsBase64(ReadOnlySpan<char> data) =>
        !data.IsEmpty && !data.ContainsAnyExcept(Base64);
}
