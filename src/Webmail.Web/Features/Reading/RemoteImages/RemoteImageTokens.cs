using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace Webmail.Web.Features.Reading.RemoteImages;

/// <summary>
/// Seals the addresses of images into the URLs of ours that stand for them. One opens under the capability of the same message, account
/// and session only, so nobody can have this server fetch what they like.
/// </summary>
internal sealed class RemoteImageTokens(IDataProtectionProvider protection)
{
    private const string Purpose = "Webmail.Reading.RemoteImage.v1";

    /// <summary>Gives the URLs for the images of a message.</summary>
    /// <param name="capability">What opens the message.</param>
    /// <param name="images">Where its images are.</param>
    public Func<string, string?> UrlsFor(MessageCapability capability, ImageLocation images)
    {
        var protector = Protector(capability);
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        return url =>
        {
            // The same image twice is asked for once.
            if (!known.TryGetValue(url, out var ours))
                known[url] = ours = images.UrlOfRemote(WebEncoders.Base64UrlEncode(protector.Protect(Encoding.UTF8.GetBytes(url))));
            return ours;
        };
    }

    /// <summary>The address a token stands for; <see langword="null"/> when it is forged, damaged or another message's.</summary>
    public string? Open(MessageCapability capability, string token)
    {
        try
        {
            return Encoding.UTF8.GetString(Protector(capability).Unprotect(WebEncoders.Base64UrlDecode(token)));
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            // To the caller all of these are one "no".
            return null;
        }
    }

    private IDataProtector Protector(MessageCapability capability) => protection.CreateProtector(
        Purpose, capability.SessionKey, capability.Account.Value, capability.Message.Mailbox.FullName,
        string.Create(CultureInfo.InvariantCulture, $"{capability.Message.UidValidity}.{capability.Message.Uid.Value}.{capability.Section}"));
}
