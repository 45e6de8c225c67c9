using System.Text.RegularExpressions;
using Webmail.Mail.Attaching;

namespace Webmail.Mail.Composing.Identities;

/// <summary>A picture that signatures may show.</summary>
/// <param name="Cid">What the HTML of signatures calls it (RFC 2392), without angle brackets: the same for the same bytes.</param>
/// <param name="Name">Its file name.</param>
/// <param name="MediaType">PNG, JPEG, GIF or WebP, as it was when it was taken in.</param>
/// <param name="Size">Bytes, as far as the server tells.</param>
/// <param name="Source">Where the bytes are: a message of the mailbox of settings.</param>
public sealed partial record SignaturePicture(string Cid, string Name, string MediaType, long Size, AttachmentSource Source)
{
    /// <summary>Most bytes of one.</summary>
    public const int MaxBytes = 100 * 1024;

    /// <summary>Most bytes of all of one signature.</summary>
    public const int MaxBytesOfAll = 200 * 1024;

    internal const string Host = "@signature";

    /// <summary>Whether a text can be the <see cref="Cid"/> of one.</summary>
    public static bool IsCid(string? cid) => cid is not null && cid.EndsWith(Host, StringComparison.Ordinal) && HexId.Is(cid[..^Host.Length]);

    /// <summary>The pictures the HTML of a signature shows, by their <see cref="Cid"/>.</summary>
    public static IReadOnlySet<string> CidsIn(string html) => References().Matches(html).Select(static found => found.Groups[1].Value).ToHashSet(StringComparer.Ordinal);

    /// <summary>It as a part of one message, where it has a name of its own: a message that quotes another may show two that are the same.</summary>
    internal DraftAttachment ForDraft()
    {
        var id = DraftAttachment.NewId();
        return new DraftAttachment
        {
            Id = id,
            Name = Name,
            MediaType = MediaType,
            Size = Size,
            Cid = $"{Cid[..^Host.Length]}.{id[..8]}{Host}",
            Inline = true,
            Source = Source,
        }.Check();
    }

    [GeneratedRegex("cid:([0-9a-f]{32}@signature)")]
    private static partial Regex References();
}
