using Webmail.Mail.Composing;
using Webmail.Mail.Composing.Identities;
using Webmail.Web.Session;
using Webmail.Web.Shared;

namespace Webmail.Web.Features.Composing.Http;

/// <summary>Whom somebody can write as, for the windows in the browser.</summary>
internal static class IdentityEndpoint
{
    /// <summary>The identities in their order, the default marked.</summary>
    public static async Task<IResult> HandleAsync(CurrentAccount current, IdentityService identities, CancellationToken token)
    {
        var all = await identities.ReadAsync(current.Account, token);
        var pictures = await identities.PicturesAsync(current.Id, all.All, token);
        return Results.Json(all.All.Select(one => ChoiceOf(one, one == all.Default, pictures)), DraftJson.Options);
    }

    private static Choice ChoiceOf(Identity one, bool isDefault, IReadOnlyList<SignaturePicture> pictures)
    {
        // Other programs can write into the mailbox it comes from.
        var (html, _) = RichSignature.Clean(one.SignatureHtml, pictures);
        var shown = SignaturePicture.CidsIn(html);
        return new Choice(
            one.Id, one.Name, one.Address, one.ReplyTo, one.Bcc, one.Signature, html, pictures.Where(picture => shown.Contains(picture.Cid)), isDefault);
    }

    private sealed record Choice(
        string Id, string Name, string Address, string ReplyTo, string Bcc, string Signature, string SignatureHtml, IEnumerable<SignaturePicture> Pictures,
        bool IsDefault);
}
