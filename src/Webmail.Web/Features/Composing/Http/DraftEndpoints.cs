using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Composing;
using Webmail.Web.Session;

namespace Webmail.Web.Features.Composing.Http;

/// <summary>Drafts while they are written: taken in with every pause of the hands, told when they are in the Drafts mailbox.</summary>
internal static class DraftEndpoints
{
    // Longer than any save takes, shorter than the minute after which proxies lose patience.
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(25);

    /// <summary>The draft, as far as it is known here or in the Drafts mailbox; 404 when it was sent or discarded.</summary>
    public static async Task<IResult> ReadAsync(
        string id, CurrentAccount current, DraftSaver saver, CancellationToken token) =>
        Draft.IsId(id) && await saver.FindAsync(current.Id, id, token) is { } draft ? Json(draft) : Results.NotFound();

    /// <summary>
    /// Takes a revision in: durable when this answers. <paramref name="base"/> is the one it was made from; when there is another that
    /// its writer has not seen, nothing is overwritten and the answer is a 409 with the other.
    /// </summary>
    public static async Task<IResult> WriteAsync(
        string id, [FromQuery] long @base, HttpContext context, CurrentAccount current, DraftSaver saver, CancellationToken token)
    {
        if (await DraftOfAsync(context, id, token) is not { } draft)
            return Results.BadRequest();
        try
        {
            await saver.PutAsync(current.Id, draft, @base, token);
            return Results.NoContent();
        }
        catch (DraftConflictException conflict)
        {
            return Json(conflict.Theirs, StatusCodes.Status409Conflict);
        }
    }

    /// <summary>Answers when a revision is in the Drafts mailbox, when saving it failed, or after a while; 404 when nobody has it.</summary>
    public static async Task<IResult> SavedAsync(
        string id, [FromQuery] long revision, CurrentAccount current, DraftSaver saver, CancellationToken token)
    {
        if (!Draft.IsId(id))
            return Results.NotFound();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(token);
        patience.CancelAfter(LongestLook);
        return await saver.WaitAsync(current.Id, id, revision, patience.Token) is not { } state ? Results.NotFound() : Results.Json(new SavedAnswer(state.SavedRevision, state.SavedAt, state.Failure?.ToString() ?? ""));
    }

    /// <summary>Throws a draft away, everywhere.</summary>
    public static async Task<IResult> DiscardAsync(string id, CurrentAccount current, DraftSaver saver, CancellationToken token)
    {
        if (!Draft.IsId(id))
            return Results.NotFound();
        await saver.RemoveAsync(current.Id, id, token);
        return Results.NoContent();
    }

    /// <summary>The draft in the body of a request; <see langword="null"/> unless it is one, with this name.</summary>
    internal static async Task<Draft?> DraftOfAsync(HttpContext context, string id, CancellationToken token)
    {
        try
        {
            var draft = await context.Request.ReadFromJsonAsync<Draft>(DraftJson.Options, token);
            if (draft?.Id != id)
                return null;
            return RichDraft.Clean(draft.Check());
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or ArgumentException)
        {
            return null;
        }
    }

    internal static IResult Json(Draft draft, int status = StatusCodes.Status200OK) =>
        Results.Json(RichDraft.Clean(draft), DraftJson.Options, statusCode: status);

    private sealed record SavedAnswer(long SavedRevision, DateTimeOffset? SavedAt, string Failure);
}
