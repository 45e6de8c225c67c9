using Webmail.Mail;
using Webmail.Mail.Accounts;

namespace Webmail.Web.Features.Composing.Http;

/// <summary>Failures as status codes: 404 for what is not there, 503 for what may be there later.</summary>
internal sealed class MailFailures(ILogger<MailFailures> logger) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (OperationCanceledException) when (context.HttpContext.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits any more.
            return Results.Empty;
        }
        catch (MailException e) when (e.Failure is MailFailure.MessageGone or MailFailure.MailboxGone or MailFailure.MailboxRecreated)
        {
            return Results.NotFound();
        }
        catch (MailException e)
        {
            logger.ComposingFailed(e.Failure);
            return Results.StatusCode(e.Failure == MailFailure.SignedOut ? StatusCodes.Status401Unauthorized : StatusCodes.Status503ServiceUnavailable);
        }
        catch (SessionStoreException)
        {
            // Counted by the connection to Redis; the browser keeps its copy and asks again.
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
    }
}
