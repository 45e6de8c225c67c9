using Microsoft.Extensions.Options;
using Webmail.Mail;
using Webmail.Mail.Mailboxes;
using Webmail.Mail.Messages;
using Webmail.Mail.People;
using Webmail.Mail.Settings;

namespace Webmail.Web.Features.Reading.RemoteImages;

/// <summary>Finds what is needed to decide whether images of other hosts are shown, and keeps what a reader decides for good.</summary>
internal sealed class RemoteImageAdvice(
    AccountSettingsStore settings, MailboxService mailboxes, PeopleService people, IOptions<RemoteImageOptions> options)
{
    /// <summary>Whether they can be shown at all.</summary>
    public bool IsEnabled => options.Value.Enabled;

    /// <summary>The decision for a message, and whether its links are cleaned. A server that is away decides for caution.</summary>
    public async Task<(RemoteImageDecision Images, bool CleanLinks)> OfAsync(AccountId account, Message message, CancellationToken token)
    {
        var chosen = await SettingsAsync(account, token);
        if (!IsEnabled)
            return (RemoteImageDecision.Ask, chosen.WithoutLinkTracking);
        var mailbox = mailboxes.Known(account)?.FirstOrDefault(one => one.Name == message.Key.Mailbox);
        var decision = RemoteImageRules.Decide(
            message.Envelope, message.Sender.Verdict, mailbox is null || mailbox.SpecialUse == SpecialUse.Junk, chosen,
            email => people.WasWrittenTo(account, email));
        return (decision, chosen.WithoutLinkTracking);
    }

    /// <summary>Images of a sender are shown from now on, on every device.</summary>
    /// <exception cref="MailException">The choice was not kept.</exception>
    public Task AlwaysShowAsync(AccountId account, Address sender, CancellationToken token) =>
        settings.UpdateAsync(account, found => found.AlwaysShowImagesFrom(sender.Email), token);

    private async Task<AccountSettings> SettingsAsync(AccountId account, CancellationToken token)
    {
        try
        {
            return await settings.ReadAsync(account, token);
        }
        catch (MailException)
        {
            // The mail can be read all the same, as if nothing was chosen.
            return settings.Known(account);
        }
    }
}
