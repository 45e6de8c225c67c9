using System.Globalization;
using Webmail.Mail;
using Webmail.Mail.Operations;

namespace Webmail.Web.Shared;

/// <summary>A message became read because somebody looked at it: an operation that nobody asked for, and nobody is told of.</summary>
internal static class MessageRead
{
    /// <summary>How the names of such operations begin.</summary>
    public const string Prefix = "read-";

    /// <summary>The operation.</summary>
    public static Operation Operation(MessageKey message, DateTimeOffset now) => MessageActions.Create(
        OperationKind.MarkRead, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Guid.NewGuid():N}"),
        (message.Mailbox, message.UidValidity, UidSet.Of([message.Uid])), null, now);
}
