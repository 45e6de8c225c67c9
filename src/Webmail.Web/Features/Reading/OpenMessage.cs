using Webmail.Mail;
using Webmail.Mail.Messages;
using Webmail.Mail.People;
using Webmail.Web.Features.Reading.RemoteImages;

namespace Webmail.Web.Features.Reading;

/// <summary>A message as the pane shows it.</summary>
/// <param name="Message">The message.</param>
/// <param name="Capability">Opens its addresses; renewed while it is shown.</param>
/// <param name="Frames">Its text parts in order.</param>
/// <param name="Look">What the reader chose for it.</param>
/// <param name="ImagesFrom">Whose images may be chosen to be shown always; <see langword="null"/> for nobody's.</param>
internal sealed record OpenMessage(Message Message, string Capability, IReadOnlyList<BodyFrame> Frames, BodyLook Look, Address? ImagesFrom)
{
    /// <summary>The images of other hosts in all its texts.</summary>
    public RemoteImageCount Images => RemoteImageCount.Of(Frames.Select(static frame => frame.Images));

    /// <summary>It was made for white paper: on dark paper it can be shown as it was sent, or darkened.</summary>
    public bool CanDarken => Frames.Any(static frame => frame.CanDarken);

    /// <summary>Of some part only the text is shown.</summary>
    public bool TooComplex => Frames.Any(static frame => frame.TooComplex);

    /// <summary>What is odd about who it is from, the gravest first.</summary>
    public IReadOnlyList<SenderDoubt> Doubts { get; init; } = [];
}

/// <summary>The frame of one text part.</summary>
/// <param name="Section">The part.</param>
/// <param name="Source">What the frame loads. Stays when the capability is renewed: a new address would load it anew.</param>
/// <param name="Images">Its images of other hosts.</param>
/// <param name="HasOwnColours">It is on white paper in both themes.</param>
internal sealed record BodyFrame(string Section, string Source, RemoteImageCount Images, bool HasOwnColours)
{
    /// <summary>It was made for white paper.</summary>
    public bool CanDarken { get; init; }

    /// <summary>It was over a limit: only its text is shown.</summary>
    public bool TooComplex { get; init; }
}
