using Microsoft.AspNetCore.Http.Features;
using Webmail.Mail;

namespace Webmail.Web.Features.Reading;

/// <summary>Sends something of a message as it arrives from the mail server, and ends well or visibly.</summary>
internal static class PartTransfer
{
    /// <summary>
    /// Runs <paramref name="send"/>. A failure before the first byte becomes a page in words; one after it cuts the connection, so
    /// that half a file is never taken for a whole one.
    /// </summary>
    public static async Task RunAsync(HttpContext context, ILogger logger, Func<CancellationToken, Task> send)
    {
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        try
        {
            await send(context.RequestAborted);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The reader closed the tab or stopped the download: nobody is left to answer.
        }
        catch (PartRefusedException) when (!context.Response.HasStarted)
        {
            await FailurePage.NotShownAsync(context);
        }
        catch (MailException e) when (!context.Response.HasStarted)
        {
            logger.TransferFailed(e.Failure);
            await FailurePage.FailedAsync(context, e);
        }
        catch (Exception e) when (e is MailException or PartRefusedException)
        {
            logger.TransferCut((e as MailException)?.Failure ?? MailFailure.TooLarge);
            context.Abort();
        }
    }
}
