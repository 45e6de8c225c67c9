using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using Webmail.Mail;
using Webmail.Mail.Composing;
using Webmail.Mail.Sending;
using Webmail.Web.Session;

namespace Webmail.Web.Features.Composing.Http;

/// <summary>A draft becomes a message: put into the outbox, where it rests for as long as it can be taken back.</summary>
internal static class SendingEndpoints
{
    /// <summary>
    /// Sends a draft. Durable when this answers, whatever happens to the browser then; asked for again, it is not sent again.
    /// 422 with words when it cannot be sent as it is.
    /// </summary>
    public static async Task<IResult> SendAsync(
        string id, HttpContext context, CurrentAccount current, DraftSaver saver, Outbox outbox, IOptions<SendingOptions> options,
        TimeProvider time, IStringLocalizer<ComposingWords> words, CancellationToken token)
    {
        if (await DraftEndpoints.DraftOfAsync(context, id, token) is not { } draft)
            return Results.BadRequest();
        var now = time.GetUtcNow();
        ComposedMessage message;
        try
        {
            message = MessageComposer.Compose(draft, now);
        }
        catch (ComposeException e)
        {
            return Results.Json(new Problem(ComposeProblem.Of(e, words)), statusCode: StatusCodes.Status422UnprocessableEntity);
        }

        // The draft first: taken back, it is there with every character.
        try
        {
            await saver.PutAsync(current.Id, draft, draft.Revision, token);
        }
        catch (DraftConflictException conflict)
        {
            return DraftEndpoints.Json(conflict.Theirs, StatusCodes.Status409Conflict);
        }

        var hold = TimeSpan.FromSeconds(options.Value.HoldSeconds);
        // Not ended by a browser that goes: it asked, and must not have to wonder.
        await outbox.AddAsync(current.Id, SubmissionOf(draft, message, now + hold), CancellationToken.None);
        return Results.Json(new Sent(options.Value.HoldSeconds));
    }

    /// <summary>Takes a message back; 409 when it is on its way already.</summary>
    public static async Task<IResult> CancelAsync(string id, CurrentAccount current, Outbox outbox, CancellationToken token) =>
        await outbox.CancelAsync(current.Id, id, token) ? Results.NoContent() : Results.StatusCode(StatusCodes.Status409Conflict);

    private static Submission SubmissionOf(Draft draft, ComposedMessage message, DateTimeOffset notBefore) => new()
    {
        Id = draft.Id,
        MessageId = message.MessageId,
        Subject = draft.Subject,
        Sender = message.Sender,
        Recipients = message.Recipients,
        Message = message.Message,
        Copy = message.Copy,
        NotBefore = notBefore,
        Original = draft.Origin?.Message,
        OriginalMark = draft.Origin?.Kind switch
        {
            DraftKind.Reply => @"\Answered",
            DraftKind.Forward => Keyword.Forwarded,
            _ => "",
        },
    };

    private sealed record Sent(int Hold);

    private sealed record Problem(string Text);
}
