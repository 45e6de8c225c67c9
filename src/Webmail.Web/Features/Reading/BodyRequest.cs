using Webmail.Html;
using Webmail.Mail;
using Webmail.Mail.Messages;

namespace Webmail.Web.Features.Reading;

/// <summary>A text part to be shown, and how.</summary>
/// <param name="Account">Whose it is.</param>
/// <param name="Message">The message it is read in.</param>
/// <param name="Part">The part.</param>
/// <param name="Images">Where its inline images are.</param>
/// <param name="Theme">The colours around it.</param>
/// <param name="Words">Our words in it, in the reader's language.</param>
internal sealed record BodyRequest(
    AccountId Account, Message Message, TextPart Part, ImageLocation Images, BodyTheme Theme, BodyWords Words)
{
    /// <summary>See <see cref="RenderOptions.Darken"/>.</summary>
    public bool Darken { get; init; }

    /// <summary>For a page of ours that has other parts too: see <see cref="RenderOptions.AsFragment"/>.</summary>
    public bool AsFragment { get; init; }

    /// <summary>See <see cref="RenderOptions.RemoteImageUrl"/>.</summary>
    public Func<string, string?>? RemoteImageUrl { get; init; }

    /// <summary>See <see cref="RenderOptions.WithoutLinkTracking"/>.</summary>
    public bool CleanLinks { get; init; }

    /// <summary>The reader asked for it although it is long: see <see cref="RenderOptions.Asked"/>.</summary>
    public bool Asked { get; init; }
}
