using Webmail.Mail;
using Webmail.Mail.Settings;
using Webmail.Mail.Trust;

namespace Webmail.Web.Features.Reading.RemoteImages;

/// <summary>Decides whether the images of other hosts in a message are shown by themselves.</summary>
internal static class RemoteImageRules
{
    /// <summary>The decision for a message.</summary>
    /// <param name="envelope">Who claims to have sent it.</param>
    /// <param name="verdict">Whether that is true. Without it nobody is anybody: names can be forged.</param>
    /// <param name="inJunk">It is in the mailbox for junk, or where it is cannot be told.</param>
    /// <param name="settings">What the reader chose.</param>
    /// <param name="wasWrittenTo">Whether the reader ever wrote to an address.</param>
    public static RemoteImageDecision Decide(
        Envelope envelope, SenderVerdict verdict, bool inJunk, AccountSettings settings, Func<string, bool> wasWrittenTo)
    {
        if (inJunk || verdict != SenderVerdict.Verified || envelope.From is not [{ Email.Length: > 0 } sender])
            return RemoteImageDecision.Ask;
        if (settings.ShowsImagesFrom(sender.Email))
            return new RemoteImageDecision(AreShown: true, Sender: null);
        return new RemoteImageDecision(settings.RemoteImages == RemoteImageChoice.FromContacts && wasWrittenTo(sender.Email), sender);
    }
}

/// <summary>What follows for a message.</summary>
/// <param name="AreShown">Its images are shown without asking.</param>
/// <param name="Sender">Who may be chosen to have images shown always; <see langword="null"/> for nobody.</param>
internal sealed record RemoteImageDecision(bool AreShown, Address? Sender)
{
    /// <summary>Nothing is shown until the reader says so, for this once.</summary>
    public static readonly RemoteImageDecision Ask = new(AreShown: false, Sender: null);
}
