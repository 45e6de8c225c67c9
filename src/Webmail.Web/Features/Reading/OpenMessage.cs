using Webmail.Mail.Messages;

namespace Webmail.Web.Features.Reading;

/// <summary>A message as the pane shows it.</summary>
/// <param name="Message">The message.</param>
/// <param name="Capability">Opens its addresses; renewed while it is shown.</param>
/// <param name="Frames">Its text parts in order.</param>
internal sealed record OpenMessage(Message Message, string Capability, IReadOnlyList<BodyFrame> Frames)
{
    /// <summary>How many remote images are not loaded.</summary>
    public int BlockedImages => Frames.Sum(static frame => frame.BlockedImages);
}

/// <summary>The frame of one text part.</summary>
/// <param name="Section">The part.</param>
/// <param name="Source">What the frame loads. Stays when the capability is renewed: a new address would load it anew.</param>
/// <param name="BlockedImages">How many remote images are not loaded.</param>
/// <param name="HasOwnColours">It is on white paper in both themes.</param>
internal sealed record BodyFrame(string Section, string Source, int BlockedImages, bool HasOwnColours);
