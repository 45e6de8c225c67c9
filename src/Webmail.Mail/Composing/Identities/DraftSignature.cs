using Webmail.Mail.Attaching;

namespace Webmail.Mail.Composing.Identities;

/// <summary>A signature as one message has it.</summary>
/// <param name="Text">Without the line "-- "; empty for none.</param>
/// <param name="Html">The same with its looks; empty where it has none.</param>
/// <param name="Pictures">Those the HTML shows.</param>
public sealed record DraftSignature(string Text, string Html, IReadOnlyList<DraftAttachment> Pictures)
{
    /// <summary>No signature.</summary>
    public static readonly DraftSignature None = new("", "", []);

    /// <summary>The signature of an identity, with the names its pictures have in the message; one that is not there any more leaves its words.</summary>
    internal static DraftSignature Of(Identity identity, IEnumerable<SignaturePicture> pictures)
    {
        var html = identity.SignatureHtml;
        var shown = new List<DraftAttachment>();
        var wanted = SignaturePicture.CidsIn(html);
        foreach (var picture in pictures.Where(one => wanted.Contains(one.Cid)))
        {
            var part = picture.ForDraft();
            html = html.Replace($"cid:{picture.Cid}", $"cid:{part.Cid}", StringComparison.Ordinal);
            shown.Add(part);
        }

        return new DraftSignature(identity.Signature, html, shown);
    }
}
