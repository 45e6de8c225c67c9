using Webmail.Mail.Composing.Identities;
using Webmail.Mail.Settings;
using Webmail.Web.Shared;

namespace Webmail.Web.Features.Identities;

/// <summary>What was typed for an identity.</summary>
internal sealed class IdentityForm
{
    private readonly IdentitySettings _before;
    private IdentityProblem _written;

    private IdentityForm(IdentitySettings before, bool asDefault)
    {
        _before = before;
        (Name, Address, ReplyTo, Bcc) = (before.Name, before.Address, before.ReplyTo, before.Bcc);
        (Signature, SignatureHtml) = (before.Signature, before.SignatureHtml);
        (SentMailbox, WithoutTag, AsDefault) = (before.SentMailbox, before.WithoutTag, asDefault);
    }

    public string Name { get; set; }

    public string Address { get; set; }

    public string ReplyTo { get; set; }

    public string Bcc { get; set; }

    public string Signature { get; set; }

    /// <summary>The same with its looks; empty for none.</summary>
    public string SignatureHtml { get; private set; }

    /// <summary>Full name; empty for Sent.</summary>
    public string SentMailbox { get; set; }

    public bool WithoutTag { get; set; }

    public bool AsDefault { get; set; }

    /// <summary>It is the account's own address, which stays as it is.</summary>
    public bool IsOwn => _before.Id.Length == 0;

    /// <summary>Stands for a whole domain: no message can begin with it.</summary>
    public bool IsWildcard => Address.TrimStart().StartsWith("*@", StringComparison.Ordinal);

    /// <summary>What is wrong with it.</summary>
    public IdentityProblem Problem => IdentityRules.Check(Settings()) is not IdentityProblem.None and var problem ? problem : _written;

    /// <summary>Takes in what the editor of the signature says, with those pictures that there are.</summary>
    public void Write(WrittenSignature written, IReadOnlyList<SignaturePicture> pictures)
    {
        if (written.IsTooLong)
        {
            _written = IdentityProblem.SignatureTooLong;
            return;
        }

        var (html, text) = RichSignature.Clean(written.Html, pictures);
        // An editor says something also where there is nothing.
        var isEmpty = text.Length == 0 && SignaturePicture.CidsIn(html).Count == 0;
        (Signature, SignatureHtml) = html.Length == 0 || isEmpty ? (written.Html.Length > 0 ? text : written.Text, "") : (text, html);
        _written = IdentityRules.PictureProblem(SignatureHtml, pictures);
    }

    /// <summary>A new one.</summary>
    public static IdentityForm New() => new(new IdentitySettings { Id = IdentityRules.NewId() }, asDefault: false);

    /// <summary>One that is there.</summary>
    public static IdentityForm Of(Identity identity, bool asDefault) => new(
        new IdentitySettings
        {
            Id = identity.Id,
            Name = identity.Name,
            Address = identity.Address,
            ReplyTo = identity.ReplyTo,
            Bcc = identity.Bcc,
            Signature = identity.Signature,
            SignatureHtml = identity.SignatureHtml,
            SentMailbox = identity.SentMailbox,
            WithoutTag = identity.WithoutTag,
        },
        asDefault);

    /// <summary>As it shall be kept.</summary>
    public IdentitySettings Settings() => IdentityRules.Clean(_before with
    {
        Name = Name,
        Address = Address,
        ReplyTo = ReplyTo,
        Bcc = Bcc,
        Signature = Signature,
        SignatureHtml = SignatureHtml,
        SentMailbox = SentMailbox,
        WithoutTag = WithoutTag,
    });
}
