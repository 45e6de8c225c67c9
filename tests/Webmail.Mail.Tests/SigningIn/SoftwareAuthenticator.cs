using System.Buffers.Binary;
using System.Buffers.Text;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Webmail.Mail.Tests.SigningIn;

/// <summary>
/// An authenticator with one ES256 passkey, and the browser in front of it: attestation "none" and assertions as WebAuthn has them,
/// written apart from the product and its library. What a browser would never do can be asked of it too.
/// </summary>
internal sealed class SoftwareAuthenticator(string origin, string rpId) : IDisposable
{
    private const byte UserPresent = 0x01;
    private const byte UserVerified = 0x04;
    private const byte HasKey = 0x40;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The passkey's id.</summary>
    public byte[] Id { get; private set; } = RandomNumberGenerator.GetBytes(32);

    /// <summary>The account it was made for, as its owner's device knows it.</summary>
    public byte[]? User { get; private set; }

    /// <summary>What it says next; zero for passkeys that are synchronised.</summary>
    public uint Counter { get; set; }

    /// <summary>Which page the browser says asked.</summary>
    public string Origin { get; set; } = origin;

    /// <summary>Which host the passkey is asked for.</summary>
    public string RpId { get; set; } = rpId;

    /// <summary>Whether the browser says that a frame in another's page asked.</summary>
    public bool InFrame { get; set; }

    /// <summary>Another one with the same passkey in it.</summary>
    public SoftwareAuthenticator Copy()
    {
        var copy = new SoftwareAuthenticator(Origin, RpId) { Id = Id, User = User, Counter = Counter };
        copy._key.ImportParameters(_key.ExportParameters(includePrivateParameters: true));
        return copy;
    }

    /// <summary>Answers the options of a new passkey.</summary>
    public string Create(string options)
    {
        using var asked = JsonDocument.Parse(options);
        User = Base64Url.DecodeFromChars(asked.RootElement.GetProperty("user").GetProperty("id").GetString());
        var length = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)Id.Length);
        var data = Data(HasKey, [.. new byte[16], .. length, .. Id, .. CoseKey()]);
        return Registration(ClientData("webauthn.create", asked.RootElement.GetProperty("challenge").GetString()!), Attestation(data));
    }

    /// <summary>A registration with any attestation object.</summary>
    public string Registration(byte[] clientData, byte[] attestation) => JsonSerializer.Serialize(new
    {
        id = Text(Id),
        rawId = Text(Id),
        type = "public-key",
        clientExtensionResults = new { },
        response = new { clientDataJSON = Text(clientData), attestationObject = Text(attestation), transports = new[] { "internal", "hybrid" } },
    });

    /// <summary>Answers a question.</summary>
    public string Answer(string question)
    {
        using var asked = JsonDocument.Parse(question);
        return Answer(ClientData("webauthn.get", asked.RootElement.GetProperty("challenge").GetString()!), Data(0, []));
    }

    /// <summary>An answer with any data, signed.</summary>
    public string Answer(byte[] clientData, byte[] data) => JsonSerializer.Serialize(new
    {
        id = Text(Id),
        rawId = Text(Id),
        type = "public-key",
        clientExtensionResults = new { },
        response = new
        {
            clientDataJSON = Text(clientData),
            authenticatorData = Text(data),
            userHandle = User is null ? null : Text(User),
            signature = Text(_key.SignData([.. data, .. SHA256.HashData(clientData)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
        },
    });

    /// <summary>What the browser says about a request.</summary>
    public byte[] ClientData(string type, string challenge) =>
        Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { type, challenge, origin = Origin, crossOrigin = InFrame }));

    /// <summary>What the authenticator says, with more flags and what they stand for.</summary>
    public byte[] Data(byte flags, byte[] rest)
    {
        var counter = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(counter, Counter);
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(RpId)), (byte)(UserPresent | UserVerified | flags), .. counter, .. rest];
    }

    public void Dispose() => _key.Dispose();

    private static byte[] Attestation(byte[] data)
    {
        var writer = new CborWriter();
        writer.WriteStartMap(3);
        writer.WriteTextString("fmt");
        writer.WriteTextString("none");
        writer.WriteTextString("attStmt");
        writer.WriteStartMap(0);
        writer.WriteEndMap();
        writer.WriteTextString("authData");
        writer.WriteByteString(data);
        writer.WriteEndMap();
        return writer.Encode();
    }

    // RFC 9053 section 7.1.1: kty EC2, alg ES256, crv P-256, x and y.
    private byte[] CoseKey()
    {
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        var writer = new CborWriter();
        writer.WriteStartMap(5);
        foreach (var (label, number) in new[] { (1, 2), (3, -7), (-1, 1) })
        {
            writer.WriteInt32(label);
            writer.WriteInt32(number);
        }

        writer.WriteInt32(-2);
        writer.WriteByteString(point.X!);
        writer.WriteInt32(-3);
        writer.WriteByteString(point.Y!);
        writer.WriteEndMap();
        return writer.Encode();
    }

    private static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
