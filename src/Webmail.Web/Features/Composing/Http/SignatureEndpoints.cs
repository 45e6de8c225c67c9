using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Webmail.Mail;
using Webmail.Mail.Composing.Identities;
using Webmail.Web.Session;
using Webmail.Web.Shared;

namespace Webmail.Web.Features.Composing.Http;

/// <summary>The pictures of signatures: taken in while one is written, shown there and in the windows that it is put into.</summary>
internal static class SignatureEndpoints
{
    /// <summary>Takes a picture in, as the bytes of the request; 422 with words when it is none, or too much.</summary>
    public static async Task<IResult> AddAsync(
        [FromQuery] string? name, HttpContext context, CurrentAccount current, SignaturePictures pictures, IStringLocalizer<ComposingWords> words,
        IStringLocalizer<Words> texts, CancellationToken token)
    {
        name ??= "";
        if (await ReadAsync(context.Request.Body, token) is not { } content)
            return Refused(ComposeProblem.PictureTooLarge(name, words));
        // The first bytes decide, not what anybody says.
        if (PreviewType.ImageOf(content) is not { } type)
            return Refused(ComposeProblem.NoPicture(name, words));
        try
        {
            return Results.Json(new Added((await pictures.AddAsync(current.Id, content, type, name, token)).Cid));
        }
        catch (MailException e) when (e.Failure == MailFailure.TooLarge)
        {
            return Refused(ComposeProblem.NoRoomForPicture(words));
        }
        catch (MailException e)
        {
            return Refused(FailureText.Of(e, texts));
        }
    }

    /// <summary>A picture; 404 when there is none of that name.</summary>
    public static async Task<IResult> ShowAsync(string cid, HttpContext context, CurrentAccount current, SignaturePictures pictures, CancellationToken token)
    {
        if (!SignaturePicture.IsCid(cid) || (context.Request.Headers["Sec-Fetch-Site"] is { Count: > 0 } site && site != "same-origin")
            || await pictures.ReadAsync(current.Id, cid, token) is not { } content || PreviewType.ImageOf(content) is not { } type)
        {
            return Results.NotFound();
        }

        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return Results.Bytes(content, type);
    }

    // Not more than it may have, whatever comes.
    private static async Task<byte[]?> ReadAsync(Stream body, CancellationToken token)
    {
        var content = new byte[SignaturePicture.MaxBytes + 1];
        var count = await body.ReadAtLeastAsync(content, content.Length, throwOnEndOfStream: false, token);
        return count > SignaturePicture.MaxBytes ? null : content[..count];
    }

    private static IResult Refused(string text) => Results.Json(new Problem(text), statusCode: StatusCodes.Status422UnprocessableEntity);

    private sealed record Added(string Cid);

    private sealed record Problem(string Text);
}
