using System.Globalization;
using MailKit;
using MailKit.Net.Smtp;
using MimeKit;

namespace Webmail.Mail.Sending;

/// <summary>
/// Sends to all recipients or to none: whoever was left out would never know, and whoever got it would answer to people who did not.
/// All are asked for, so that the writer hears at once who is refused, and why.
/// </summary>
internal sealed class AllOrNoneClient(SmtpDialogue dialogue, int recipients, bool asksForReports) : SmtpClient(dialogue)
{
    private readonly List<RefusedRecipient> _refused = [];
    private readonly List<RefusedRecipient> _putOff = [];
    private SmtpCommandException? _first;
    private int _answered;

    /// <summary>Who is not accepted, and never will be.</summary>
    public IReadOnlyList<RefusedRecipient> Refused => _refused;

    /// <summary>Who is not accepted now.</summary>
    public IReadOnlyList<RefusedRecipient> PutOff => _putOff;

    /// <inheritdoc/>
    protected override DeliveryStatusNotification? GetDeliveryStatusNotifications(MimeMessage message, MailboxAddress mailbox) =>
        asksForReports ? DeliveryStatusNotification.Success | DeliveryStatusNotification.Failure | DeliveryStatusNotification.Delay : null;

    /// <inheritdoc/>
    protected override void OnRecipientAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) => Answered();

    /// <inheritdoc/>
    protected override void OnRecipientNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response)
    {
        var words = string.Create(CultureInfo.InvariantCulture, $"{(int)response.StatusCode} {response.Response}");
        // "Too many recipients" does not mend with time (RFC 3463, X.5.3).
        var isFinal = (int)response.StatusCode >= 500 || response.Response.StartsWith("4.5.3", StringComparison.Ordinal);
        (isFinal ? _refused : _putOff).Add(new RefusedRecipient(mailbox.Address, words));
        _first ??= new SmtpCommandException(SmtpErrorCode.RecipientNotAccepted, response.StatusCode, mailbox, response.Response);
        Answered();
    }

    // Before DATA, and after everybody was asked for.
    private void Answered()
    {
        if (++_answered >= recipients && _first is { } refusal)
            throw refusal;
    }
}
