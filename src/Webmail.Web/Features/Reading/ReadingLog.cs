using Webmail.Mail;
using Webmail.Web.Features.Reading.RemoteImages;

namespace Webmail.Web.Features.Reading;

internal static partial class ReadingLog
{
    [LoggerMessage(1401, LogLevel.Information, "A part of a message could not be sent: {Failure}")]
    public static partial void TransferFailed(this ILogger logger, MailFailure failure);

    [LoggerMessage(1402, LogLevel.Warning, "The transfer of a part of a message was cut: {Failure}")]
    public static partial void TransferCut(this ILogger logger, MailFailure failure);

    [LoggerMessage(1403, LogLevel.Debug, "An image of another host was not fetched: {Failure}")]
    public static partial void RemoteImageNotFetched(this ILogger logger, RemoteImageFailure failure);
}
