using Fido2NetLib.Objects;

namespace Webmail.Mail.SigningIn;

/// <summary>A passkey as it is kept in the sealed factor.</summary>
internal sealed record Passkey(PasskeyHandle Handle, byte[] PublicKey, uint Counter, string Name, DateTimeOffset Created)
{
    /// <summary>How many an account may have: they live in its settings, which are read as a whole.</summary>
    public const int Most = 20;

    /// <summary>The longest name.</summary>
    public const int LongestName = 60;

    /// <summary>
    /// Whether a counter may follow the one that was kept (WebAuthn section 7.2, step 22). Both are nothing for passkeys that are
    /// synchronised between devices; any other that does not rise was copied.
    /// </summary>
    public static bool MayFollow(uint kept, uint answered) => answered > kept || (kept == 0 && answered == 0);

    /// <summary>A name as it is kept: one line, not too long.</summary>
    public static string NameOf(string typed)
    {
        var name = new string([.. typed.Where(static c => !char.IsControl(c))]).Trim();
        return name.Length <= LongestName ? name : name[..(char.IsHighSurrogate(name[LongestName - 1]) ? LongestName - 1 : LongestName)];
    }

    /// <summary>What its owner sees of it.</summary>
    public PasskeyEntry ToEntry() => new(Handle.Name, Name, Created, Handle.RpId);
}

/// <summary>What a browser needs to find a passkey: its id, the host it belongs to and how its device is reached.</summary>
internal sealed record PasskeyHandle(byte[] Id, string RpId, IReadOnlyList<AuthenticatorTransport> Transports)
{
    /// <summary>The id as text.</summary>
    public string Name => System.Buffers.Text.Base64Url.EncodeToString(Id);

    /// <summary>As the standard's dictionaries have it.</summary>
    public PublicKeyCredentialDescriptor ToDescriptor() => new(PublicKeyCredentialType.PublicKey, Id, Transports.Count > 0 ? [.. Transports] : null);
}

/// <summary>A passkey, for its owner.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What the owner calls it.</param>
/// <param name="Created">When it was added.</param>
/// <param name="Host">The host name it works on.</param>
public sealed record PasskeyEntry(string Id, string Name, DateTimeOffset Created, string Host);
