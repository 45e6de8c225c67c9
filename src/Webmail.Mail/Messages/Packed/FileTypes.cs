namespace Webmail.Mail.Messages.Packed;

/// <summary>Types for files that come without a trustworthy one.</summary>
internal static class FileTypes
{
    /// <summary>The type somebody claims, in lower case, or where that says nothing one by the extension. It is never more than a claim.</summary>
    public static string Claimed(string mediaType, string name)
    {
        var type = mediaType.Trim().ToLowerInvariant();
        var isType = type.Length is > 2 and <= 100 && type.Count(static c => c == '/') == 1
            && type.All(static c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '+' or '-' or '_');
        if (isType && type != "application/octet-stream")
            return type;
        return Path.GetExtension(name).ToLowerInvariant() switch
        {
            ".png" => "image/png",
            ".jpg" or ".jpeg" => "image/jpeg",
            ".gif" => "image/gif",
            ".webp" => "image/webp",
            ".pdf" => "application/pdf",
            _ => "application/octet-stream",
        };
    }
}
