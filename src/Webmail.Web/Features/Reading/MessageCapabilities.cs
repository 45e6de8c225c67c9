using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Webmail.Mail;

namespace Webmail.Web.Features.Reading;

/// <summary>
/// Gives out and reads the part of a message URL that proves the right to it. Frames without an origin send no cookies, so their
/// images have nothing else to show; downloads need it and the cookie. It is encrypted, authenticated and short-lived.
/// </summary>
internal sealed class MessageCapabilities(IDataProtectionProvider protection, TimeProvider time)
{
    /// <summary>How long a capability is good for.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>How far the clocks of two nodes may be apart.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    private readonly IDataProtector _protector = protection.CreateProtector("Webmail.Reading.MessageCapability.v1");

    /// <summary>A new capability, as one URL path segment.</summary>
    public string Issue(MessageCapability capability)
    {
        using var buffer = new MemoryStream();
        using (var writer = new BinaryWriter(buffer, Encoding.UTF8))
        {
            writer.Write(time.GetUtcNow().ToUnixTimeSeconds());
            writer.Write(capability.SessionKey);
            writer.Write(capability.Account.Value);
            writer.Write(capability.Message.Mailbox.FullName);
            writer.Write(capability.Message.UidValidity);
            writer.Write(capability.Message.Uid.Value);
            writer.Write(capability.Section);
        }

        return WebEncoders.Base64UrlEncode(_protector.Protect(buffer.ToArray()));
    }

    /// <summary>What a path segment opens; <see langword="null"/> when it is forged, damaged or too old.</summary>
    public MessageCapability? Open(string? segment)
    {
        if (string.IsNullOrEmpty(segment))
            return null;
        byte[] payload;
        try
        {
            payload = _protector.Unprotect(WebEncoders.Base64UrlDecode(segment));
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            // Forged, damaged or made with a key that is gone: to the caller all of these are one "no".
            return null;
        }

        // What the protector let through was written by Issue: the format is ours.
        using var reader = new BinaryReader(new MemoryStream(payload), Encoding.UTF8);
        var age = time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(reader.ReadInt64());
        if (age > Lifetime + ClockTolerance || age < -ClockTolerance)
            return null;
        var sessionKey = reader.ReadString();
        if (!AccountId.TryParse(reader.ReadString(), out var account))
            return null;
        var mailbox = new MailboxName(reader.ReadString());
        var message = new MessageKey(mailbox, reader.ReadUInt32(), new Uid(reader.ReadUInt32()));
        return new MessageCapability(sessionKey, account, message, reader.ReadString());
    }
}
