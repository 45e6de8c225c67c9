using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using Webmail.Mail;
using Webmail.Mail.Composing;
using Webmail.Mail.Composing.Identities;
using Webmail.Mail.People;
using Webmail.Mail.Sending;
using Webmail.Web.Session;
using Webmail.Web.Shared;

namespace Webmail.Web.Features.Composing.Http;

/// <summary>A draft becomes a message: put into the outbox, where it rests for as long as it can be taken back.</summary>
internal static class SendingEndpoints
{
    /// <summary>
    /// Sends a draft. Durable when this answers, whatever happens to the browser then; asked for again, it is not sent again.
    /// 409 with another revision that its writer has not seen; <paramref name="base"/> is the newest they have.
    /// 422 with words when it cannot be sent as it is. With <paramref name="at"/> it waits for that time.
    /// </summary>
    public static async Task<IResult> SendAsync(
        string id, [FromQuery] long @base, [FromQuery] DateTimeOffset? at, HttpContext context, CurrentAccount current, IdentityService identities, DraftSaver saver,
        Outbox outbox, Enclosures enclosures, PeopleService people, SendingRate rate, MailDates dates, IOptions<SendingOptions> options,
        TimeProvider time, IStringLocalizer<ComposingWords> words, CancellationToken token)
    {
        if (await DraftEndpoints.DraftOfAsync(context, id, token) is not { } draft)
            return Results.BadRequest();
        if (await SenderCheck.IdentityOfAsync(current.Account, draft, identities, token) is not { } writer)
        {
            return Results.Json(new Problem(ComposeProblem.NotYou(draft.From, words)), statusCode: StatusCodes.Status422UnprocessableEntity);
        }

        var now = time.GetUtcNow();
        if (await enclosures.ProblemOfAsync(current.Id, draft, token) is { } enclosed)
            return Results.Json(new Problem(enclosed), statusCode: StatusCodes.Status422UnprocessableEntity);
        ComposedMessage message;
        try
        {
            message = MessageComposer.Compose(draft, now, identities.Known(current.Account).SendIso2022Jp);
        }
        catch (ComposeException e)
        {
            return Results.Json(new Problem(ComposeProblem.Of(e, words)), statusCode: StatusCodes.Status422UnprocessableEntity);
        }

        var problem = ComposeProblem.OfTime(at, now, words) ?? ComposeProblem.OfRecipients(message.Recipients.Count, options.Value.MaxRecipients, words);
        if (problem is null && rate.NextAt(current.Id) is { } next)
            problem = ComposeProblem.TooMany(dates.Row(next), words);
        if (problem is not null)
            return Results.Json(new Problem(problem), statusCode: StatusCodes.Status422UnprocessableEntity);

        // The draft first: taken back, it is there with every character.
        try
        {
            await saver.PutAsync(current.Id, draft, @base, token);
        }
        catch (DraftConflictException conflict)
        {
            return DraftEndpoints.Json(conflict.Theirs, StatusCodes.Status409Conflict);
        }

        enclosures.Hold(current.Id, id);
        var hold = TimeSpan.FromSeconds(options.Value.HoldSeconds);
        // Not ended by a browser that goes: it asked, and must not have to wonder.
        var submission = SubmissionOf(draft, message, at ?? now + hold) with { IsScheduled = at is not null, SentMailbox = writer.SentMailbox };
        var addition = await outbox.AddAsync(current.Id, submission, CancellationToken.None);
        if (addition == OutboxAddition.Added)
            rate.Note(current.Id);
        if (addition != OutboxAddition.TooLate)
            people.NoteWritten(current.Id, MessageComposer.RecipientsOf(draft));
        return addition == OutboxAddition.TooLate
            ? Results.Json(new Problem(ComposeProblem.Overtaken(words)), statusCode: StatusCodes.Status422UnprocessableEntity)
            : Results.Json(new Sent(options.Value.HoldSeconds, at));
    }

    /// <summary>Takes a message back; 409 when it is on its way already.</summary>
    public static async Task<IResult> CancelAsync(string id, CurrentAccount current, Outbox outbox, Enclosures enclosures, CancellationToken token)
    {
        if (!await outbox.CancelAsync(current.Id, id, token))
            return Results.StatusCode(StatusCodes.Status409Conflict);
        enclosures.Release(current.Id, id);
        return Results.NoContent();
    }

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
        Revision = draft.Revision,
        DeliveryReport = draft.DeliveryReport,
        IsRedirect = draft.Origin?.Kind == DraftKind.Redirect,
        Original = draft.Origin?.Message,
        OriginalMark = draft.Origin?.Kind switch
        {
            DraftKind.Reply => @"\Answered",
            DraftKind.Forward or DraftKind.Redirect => Keyword.Forwarded,
            _ => "",
        },
    };

    private sealed record Sent(int Hold, DateTimeOffset? At);

    private sealed record Problem(string Text);
}
