namespace Webmail.Web.Features.Reading.RemoteImages;

/// <summary>Serves an image of another host to a frame, which has no cookie to show.</summary>
internal static class RemoteImageEndpoint
{
    /// <summary>Fetches it and sends it whole or not at all: one that cannot be had is an empty answer, and a quiet gap in the mail.</summary>
    public static async Task HandleAsync(
        string token, HttpContext context, RemoteImageTokens tokens, RemoteImageFetcher fetcher, ILogger<RemoteImageFetcher> logger)
    {
        var (capability, response) = (context.Capability(), context.Response);
        if (context.Request.Headers["Sec-Fetch-Dest"] is not ([] or ["image"]))
        {
            response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        if (tokens.Open(capability, token) is not { } url)
        {
            await FailurePage.LinkExpiredAsync(context);
            return;
        }

        try
        {
            var image = await fetcher.FetchAsync(capability.Account, url, context.RequestAborted);
            MessageHeaders.ForInlineImage(response, image.MediaType);
            response.ContentLength = image.Bytes.Length;
            await response.Body.WriteAsync(image.Bytes, context.RequestAborted);
        }
        catch (RemoteImageException e)
        {
            logger.RemoteImageNotFetched(e.Failure);
            MessageHeaders.ForMissingImage(response);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The reader went on: nobody is left to answer.
        }
    }
}
