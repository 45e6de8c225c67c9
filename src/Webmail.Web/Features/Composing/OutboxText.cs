using System.Globalization;
using Microsoft.Extensions.Localization;
using Webmail.Mail;
using Webmail.Mail.Sending;
using Webmail.Web.Shared;

namespace Webmail.Web.Features.Composing;

/// <summary>What became of a message that was sent, in words for its writer: what happened and what comes next.</summary>
internal sealed class OutboxText(IStringLocalizer<ComposingWords> words, IStringLocalizer<Words> general, MailDates dates)
{
    /// <summary>Somebody has to know, or to decide.</summary>
    public static bool IsWorthTelling(OutboxEntry entry) => entry.State switch
    {
        OutboxState.Failed or OutboxState.Unknown => true,
        OutboxState.Waiting or OutboxState.Filing => entry.Failure is not null,
        _ => false,
    };

    /// <summary>The subject.</summary>
    public string Title(OutboxEntry entry) => entry.Subject.Length > 0 ? entry.Subject : words["(no subject)"];

    /// <summary>What happened.</summary>
    public string Of(OutboxEntry entry) => entry.State switch
    {
        OutboxState.Unknown => words["The connection broke at the last moment, so nobody knows whether this was sent. Ask the recipient, or decide."],
        OutboxState.Failed when entry.Refused.Count > 0 => words["Not sent to anybody: the mail server does not accept {0}.", Refused(entry)],
        OutboxState.Failed when entry.Failure == MailFailure.MessageGone => words["The server lost this message. The draft of it is in Drafts."],
        OutboxState.Failed => $"{words["Not sent."]} {Reason(entry)}",
        OutboxState.Filing => $"{words["Sent, but not filed in Sent yet. It is tried again."]} {Reason(entry)}",
        _ => entry.NextAttempt is { } next ? words["Not sent yet. The next attempt is at {0}.", dates.Row(next)] : words["Not sent yet."],
    };

    private static string Refused(OutboxEntry entry) => string.Join("; ", entry.Refused.Select(static one => $"{one.Address} ({one.Words})"));

    // The words of the server say most about why it refused a message.
    private string Reason(OutboxEntry entry) => entry.Failure switch
    {
        null => "",
        MailFailure.TooLarge when long.TryParse(entry.Detail, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) =>
            words["It is larger than the {0} the mail server takes.", ByteSize.Text(limit)],
        MailFailure.ServerRefused or MailFailure.TooLarge when entry.Detail.Length > 0 => words["The mail server says: {0}", entry.Detail],
        { } failure => FailureText.Of(failure, entry.Detail, general),
    };
}
