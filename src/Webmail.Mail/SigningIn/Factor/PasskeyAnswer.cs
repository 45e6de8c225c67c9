using System.Buffers.Binary;
using System.Buffers.Text;
using System.Formats.Cbor;
using System.Text.Json;
using Fido2NetLib;

namespace Webmail.Mail.SigningIn;

/// <summary>
/// Reads what a browser answers, before the library sees it. That unpacks CBOR by recursion, however deep: what is nested more than any
/// answer is would end the process, and the password is all it takes to get here. Throws for malformed answers, in many ways.
/// </summary>
internal static class PasskeyAnswer
{
    private const int Longest = 16 * 1024;
    private const int Deepest = 8;

    // Authenticator data (WebAuthn section 6.1): a hash, flags and the counter; then the attested key when its flag is set.
    private const int FlagsAt = 32;
    private const int FixedLength = 37;
    private const byte HasKey = 0x40;
    private const int KeyIdLengthAt = 16;

    /// <summary>The answer to a question.</summary>
    public static AuthenticatorAssertionRawResponse ReadAssertion(string json)
    {
        var answer = Read<AuthenticatorAssertionRawResponse>(json);
        RefuseDeepData(answer.Response.AuthenticatorData);
        return answer;
    }

    /// <summary>A new passkey.</summary>
    public static AuthenticatorAttestationRawResponse ReadAttestation(string json)
    {
        var answer = Read<AuthenticatorAttestationRawResponse>(json);
        RefuseDeep(answer.Response.AttestationObject);
        RefuseDeepData(AuthenticatorDataOf(answer.Response.AttestationObject));
        return answer;
    }

    /// <summary>The challenge that was answered, by the browser's own account; <see langword="null"/> when another page asked.</summary>
    public static byte[]? ChallengeOf(byte[] clientData, string type, PasskeyPlace place)
    {
        using var json = JsonDocument.Parse(clientData);
        var data = json.RootElement;
        // To the letter, and not from a frame in somebody else's page: the library is content with less.
        var isOurs = data.GetProperty("type").GetString() == type && data.GetProperty("origin").GetString() == place.Origin
            && !(data.TryGetProperty("crossOrigin", out var elsewhere) && elsewhere.ValueKind != JsonValueKind.False);
        return isOurs ? Base64Url.DecodeFromChars(data.GetProperty("challenge").GetString()) : null;
    }

    private static T Read<T>(string json)
        where T : class =>
        json.Length <= Longest && JsonSerializer.Deserialize<T>(json) is { } answer ? answer : throw new FormatException("The answer is too long or empty.");

    private static byte[] AuthenticatorDataOf(byte[] attestation)
    {
        var reader = new CborReader(attestation);
        reader.ReadStartMap();
        while (reader.PeekState() != CborReaderState.EndMap)
        {
            if (reader.ReadTextString() == "authData")
                return reader.ReadByteString();
            reader.SkipValue();
        }

        throw new FormatException("The attestation has no data.");
    }

    private static void RefuseDeepData(byte[] data)
    {
        var rest = data.AsMemory(FixedLength);
        if ((data[FlagsAt] & HasKey) != 0)
            rest = rest[(KeyIdLengthAt + sizeof(ushort) + BinaryPrimitives.ReadUInt16BigEndian(rest.Span[KeyIdLengthAt..]))..];
        RefuseDeep(rest);
    }

    private static void RefuseDeep(ReadOnlyMemory<byte> cbor)
    {
        var reader = new CborReader(cbor, CborConformanceMode.Lax, allowMultipleRootLevelValues: true);
        for (var state = reader.PeekState(); state != CborReaderState.Finished; state = reader.PeekState())
        {
            switch (state)
            {
                case CborReaderState.StartArray: reader.ReadStartArray(); break;
                case CborReaderState.EndArray: reader.ReadEndArray(); break;
                case CborReaderState.StartMap: reader.ReadStartMap(); break;
                case CborReaderState.EndMap: reader.ReadEndMap(); break;
                default: reader.SkipValue(); break;
            }

            if (reader.CurrentDepth > Deepest)
                throw new FormatException("The answer is nested too deep.");
        }
    }
}
