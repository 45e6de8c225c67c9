using System.Security.Cryptography;
using Webmail.Mail.Settings;

namespace Webmail.Mail.Composing.Identities;

/// <summary>What an identity may be.</summary>
public static class IdentityRules
{
    /// <summary>Most identities besides the account's own address.</summary>
    public const int MaxIdentities = 50;

    private const int MaxName = 200;

    /// <summary>A name nobody has.</summary>
    public static string NewId() => RandomNumberGenerator.GetHexString(8, lowercase: true);

    /// <summary>What is wrong with the address of an identity: one mailbox, or "*@" and a domain.</summary>
    public static IdentityProblem AddressProblem(string address)
    {
        var typed = address.Trim();
        if (typed.Length == 0)
            return IdentityProblem.AddressMissing;
        var one = typed.StartsWith("*@", StringComparison.Ordinal) ? "any" + typed[1..] : typed;
        return Recipient.IsAddress(one) && !one.Contains('*', StringComparison.Ordinal)
            ? IdentityProblem.None : IdentityProblem.AddressBroken;
    }

    /// <summary>What is wrong with an identity as somebody typed it.</summary>
    public static IdentityProblem Check(IdentitySettings identity)
    {
        if (identity.Id.Length > 0 && AddressProblem(identity.Address) is not IdentityProblem.None and var wrong)
            return wrong;
        if (identity.ReplyTo.Length > 0 && !Recipient.TryParse(identity.ReplyTo, out _))
            return IdentityProblem.ReplyToBroken;
        if (identity.Bcc.Length > 0 && !Recipient.TryParse(identity.Bcc, out _))
            return IdentityProblem.BccBroken;
        return identity.Signature.Length > IdentitySettings.MaxSignature || identity.SignatureHtml.Length > IdentitySettings.MaxSignatureHtml
            ? IdentityProblem.SignatureTooLong : IdentityProblem.None;
    }

    /// <summary>What is wrong with the pictures the HTML of a signature shows; <paramref name="pictures"/> are those there are.</summary>
    public static IdentityProblem PictureProblem(string html, IEnumerable<SignaturePicture> pictures)
    {
        var shown = SignaturePicture.CidsIn(html);
        return pictures.Where(one => shown.Contains(one.Cid)).Sum(static one => one.Size) > SignaturePicture.MaxBytesOfAll
            ? IdentityProblem.PicturesTooLarge : IdentityProblem.None;
    }

    /// <summary>The identity without what no header can hold: line breaks and control characters in fields of one line.</summary>
    public static IdentitySettings Clean(IdentitySettings identity) => identity with
    {
        Name = DisplayText.Clean(identity.Name, MaxName).Trim(),
        Address = identity.Id.Length == 0 ? "" : identity.Address.Trim(),
        ReplyTo = DisplayText.Clean(identity.ReplyTo, MaxName * 2).Trim(),
        Bcc = DisplayText.Clean(identity.Bcc, MaxName * 2).Trim(),
        Signature = identity.Signature.ReplaceLineEndings("\n").Replace("\0", "", StringComparison.Ordinal).TrimEnd(),
    };
}

/// <summary>What keeps an identity from being used.</summary>
public enum IdentityProblem
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>There is no address.</summary>
    AddressMissing,

    /// <summary>The address is none.</summary>
    AddressBroken,

    /// <summary>Answers cannot go there.</summary>
    ReplyToBroken,

    /// <summary>Copies cannot go there.</summary>
    BccBroken,

    /// <summary>The signature is longer than settings hold.</summary>
    SignatureTooLong,

    /// <summary>The pictures of the signature are larger than every message should carry.</summary>
    PicturesTooLarge,
}
