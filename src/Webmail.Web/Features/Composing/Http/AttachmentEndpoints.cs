using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Webmail.Mail.Attaching;
using Webmail.Mail.Composing;
using Webmail.Web.Session;
using Webmail.Web.Shared;

namespace Webmail.Web.Features.Composing.Http;

/// <summary>
/// Files on their way from the browser to the spool: made known, sent in pieces, asked after when a connection or a server broke, and gone
/// on with from where they are.
/// </summary>
internal static class AttachmentEndpoints
{
    /// <summary>Header: how many bytes of a file are here, or from where on the body brings them.</summary>
    public const string OffsetHeader = "Upload-Offset";

    /// <summary>How large a message to the account's servers may be, with its attachments.</summary>
    public static async Task<IResult> LimitsAsync(CurrentAccount current, MessageSizes sizes, CancellationToken token) =>
        Results.Json(new Limits(await sizes.LargestAsync(current.Id, token)));

    /// <summary>How far the files of a draft are; those that are in its saved copy are complete.</summary>
    public static async Task<IResult> ListAsync(
        string id, CurrentAccount current, AttachmentSpool spool, DraftService drafts, CancellationToken token)
    {
        if (!Draft.IsId(id))
            return Results.NotFound();
        var here = spool.List(current.Id, id);
        var saved = await drafts.FindAsync(current.Id, id, token);
        var there = saved?.Attachments.Where(one => one.Source is not null && here.All(file => file.Id != one.Id))
            .Select(static one => new SpooledFile(one.Id, one.Size, one.Size)) ?? [];
        return Results.Json(here.Concat(there).Select(static file => new Known(file.Id, file.Offset, file.Size)));
    }

    /// <summary>
    /// Makes a file known; one that is known already stays, and how far it is stands in a header. 413 with words when the message would be larger than the servers take: nothing has to be sent to hear that.
    /// </summary>
    public static async Task<IResult> CreateAsync(
        string id, string attachment, [FromQuery] long size, HttpContext context, CurrentAccount current, AttachmentSpool spool, Enclosures enclosures,
        CancellationToken token)
    {
        if (!Draft.IsId(id) || !DraftAttachment.IsId(attachment) || size < 0)
            return Results.BadRequest();
        if (await enclosures.ProblemOfAsync(current.Id, id, attachment, size, token) is { } problem)
            return Results.Json(new Problem(problem), statusCode: StatusCodes.Status413PayloadTooLarge);
        spool.Create(current.Id, id, attachment, size);
        return Head(id, attachment, context, current, spool);
    }

    /// <summary>How far a file is, in a header; 404 when it is not known here.</summary>
    public static IResult Head(string id, string attachment, HttpContext context, CurrentAccount current, AttachmentSpool spool)
    {
        if (!Draft.IsId(id) || !DraftAttachment.IsId(attachment) || spool.Find(current.Id, id, attachment) is not { } file)
            return Results.NotFound();
        Tell(context, file);
        return Results.NoContent();
    }

    /// <summary>Takes in a piece of a file. What came before a connection broke is kept. 409 when the file ends elsewhere.</summary>
    public static async Task<IResult> AppendAsync(
        string id, string attachment, HttpContext context, CurrentAccount current, AttachmentSpool spool, CancellationToken token)
    {
        if (!Draft.IsId(id) || !DraftAttachment.IsId(attachment)
            || !long.TryParse(context.Request.Headers[OffsetHeader], NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
        {
            return Results.BadRequest();
        }

        if (spool.Find(current.Id, id, attachment) is null)
            return Results.NotFound();
        if (await spool.AppendAsync(current.Id, id, attachment, offset, context.Request.Body, token) is not { } file)
            return Results.StatusCode(StatusCodes.Status409Conflict);
        Tell(context, file);
        return Results.NoContent();
    }

    /// <summary>Forgets a file.</summary>
    public static IResult Remove(string id, string attachment, CurrentAccount current, AttachmentSpool spool)
    {
        if (!Draft.IsId(id) || !DraftAttachment.IsId(attachment))
            return Results.NotFound();
        spool.Remove(current.Id, id, attachment);
        return Results.NoContent();
    }

    /// <summary>A picture that is shown in the text while it is written. Nothing else is: the first bytes decide, not what anybody says.</summary>
    public static async Task<IResult> ShowAsync(
        string id, string attachment, [AsParameters] PictureSource source, HttpContext context, CurrentAccount current, AttachmentFetcher fetcher,
        AttachmentSpool spool, DraftSaver saver, CancellationToken token)
    {
        if (!Draft.IsId(id) || !DraftAttachment.IsId(attachment) || context.Request.Headers["Sec-Fetch-Site"] is { Count: > 0 } site && site != "same-origin")
            return Results.NotFound();
        if (spool.Find(current.Id, id, attachment) is null)
        {
            // A draft that nobody has written in yet is known to its window alone.
            var elsewhere = source.Of(attachment) ?? (await saver.FindAsync(current.Id, id, token))?.Attachments.FirstOrDefault(one => one.Id == attachment);
            if (elsewhere is not null)
                await fetcher.FetchAsync(current.Id, id, [elsewhere], null, token);
        }

        if (spool.OpenRead(current.Id, id, attachment) is not { } stream)
            return Results.NotFound();
        var head = new byte[PreviewType.HeadLength];
        var count = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, token);
        if (PreviewType.ImageOf(head.AsSpan(0, count)) is not { } type)
        {
            await stream.DisposeAsync();
            return Results.NotFound();
        }

        stream.Position = 0;
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return Results.Stream(stream, type);
    }

    private static void Tell(HttpContext context, SpooledFile file) =>
        context.Response.Headers[OffsetHeader] = file.Offset.ToString(CultureInfo.InvariantCulture);

    /// <summary>Where a picture is that was not uploaded, as its window knows it.</summary>
    internal readonly record struct PictureSource(string? Mailbox, uint? UidValidity, uint? Uid, string? Section, string? Encoding)
    {
        public DraftAttachment? Of(string attachment) => Mailbox is null || UidValidity is not { } validity || Uid is not { } uid || string.IsNullOrEmpty(Section)
            ? null : new DraftAttachment { Id = attachment, Source = new AttachmentSource(Mailbox, validity, uid, Section, Encoding ?? "") };
    }

    private sealed record Limits(long Message);

    private sealed record Known(string Id, long Offset, long Size);

    private sealed record Problem(string Text);
}
