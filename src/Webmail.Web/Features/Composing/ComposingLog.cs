using Webmail.Mail;

namespace Webmail.Web.Features.Composing;

internal static partial class ComposingLog
{
    [LoggerMessage(1501, LogLevel.Information, "A draft could not be kept or sent: {Failure}")]
    public static partial void ComposingFailed(this ILogger logger, MailFailure failure);
}
