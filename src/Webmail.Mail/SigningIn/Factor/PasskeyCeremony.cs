using System.Text;
using Fido2NetLib;
using Fido2NetLib.Objects;
using Webmail.Mail.Accounts;

namespace Webmail.Mail.SigningIn;

/// <summary>Makes passkeys and checks their answers (WebAuthn level 3, sections 7.1 and 7.2). What is kept of them is the caller's.</summary>
internal sealed class PasskeyCeremony(PasskeyChallenges challenges, ServerKey serverKey)
{
    private const string Creating = "create";

    // What every authenticator knows one of. Not Ed25519: its checks are native code, and no device is without the others.
    private static readonly PubKeyCredParam[] Algorithms = [PubKeyCredParam.ES256, PubKeyCredParam.RS256];

    /// <summary>What a browser is to make a passkey from (JSON).</summary>
    public string CreationOptions(MailAccount account, string site, PasskeyPlace place, IEnumerable<PasskeyHandle> existing)
    {
        var options = Creation(account.Id, site, place, challenges.Issue(account.Id, Creating));
        options.User.Name = options.User.DisplayName = account.Address;
        options.ExcludeCredentials = [.. existing.Where(one => one.RpId == place.RpId).Select(static one => one.ToDescriptor())];
        return options.ToJson();
    }

    /// <summary>The passkey a browser made; <see langword="null"/> when the answer is not right.</summary>
    public Task<Passkey?> CreateAsync(AccountId account, string answer, string name, PasskeyPlace place, DateTimeOffset now, CancellationToken token) => RefusingAsync(async () =>
    {
        var raw = PasskeyAnswer.ReadAttestation(answer);
        if (PasskeyAnswer.ChallengeOf(raw.Response.ClientDataJson, "webauthn.create", place) is not { } challenge
            || !await challenges.TryUseAsync(account, Creating, challenge, token).ConfigureAwait(false)
            || !IsUnattested(raw))
        {
            return null;
        }

        var made = await Library(place, "").MakeNewCredentialAsync(new MakeNewCredentialParams
        {
            AttestationResponse = raw,
            OriginalOptions = Creation(account, "", place, challenge),
            // Whether the account has it already is asked when it is kept; that of another account is of no use there.
            IsCredentialIdUniqueToUserCallback = static (_, _) => Task.FromResult(true),
        }, token).ConfigureAwait(false);
        var handle = new PasskeyHandle(made.Id, place.RpId, made.Transports ?? []);
        return new Passkey(handle, made.PublicKey, made.SignCount, Passkey.NameOf(name), now);
    });

    /// <summary>What a browser is to ask the user's passkeys (JSON); <see langword="null"/> when none of them works at this place.</summary>
    public string? Question(AccountId account, string purpose, PasskeyPlace place, IEnumerable<PasskeyHandle> passkeys)
    {
        var here = passkeys.Where(one => one.RpId == place.RpId).ToList();
        return here.Count == 0 ? null : Asking(place, challenges.Issue(account, purpose), here).ToJson();
    }

    /// <summary>Which passkey answered and its counter now, which the caller compares; <see langword="null"/> when the answer is not right.</summary>
    public Task<AnsweredPasskey?> AnswerAsync(
        AccountId account, string purpose, PasskeyProof proof, IReadOnlyList<Passkey> passkeys, CancellationToken token) => RefusingAsync(async () =>
    {
        var raw = PasskeyAnswer.ReadAssertion(proof.Answer);
        if (PasskeyAnswer.ChallengeOf(raw.Response.ClientDataJson, "webauthn.get", proof.Place) is not { } challenge
            || !await challenges.TryUseAsync(account, purpose, challenge, token).ConfigureAwait(false)
            || passkeys.FirstOrDefault(one => one.Handle.RpId == proof.Place.RpId && one.Handle.Id.AsSpan().SequenceEqual(raw.RawId)) is not { } passkey)
        {
            return null;
        }

        var result = await Library(proof.Place, "").MakeAssertionAsync(new MakeAssertionParams
        {
            AssertionResponse = raw,
            OriginalOptions = Asking(proof.Place, challenge, [passkey.Handle]),
            StoredPublicKey = passkey.PublicKey,
            StoredSignatureCounter = 0,
            IsUserHandleOwnerOfCredentialIdCallback = (asked, _) => Task.FromResult(asked.UserHandle.AsSpan().SequenceEqual(UserOf(account))),
        }, token).ConfigureAwait(false);
        return new AnsweredPasskey(passkey, result.SignCount);
    });

    // The library throws what its parsers do over bytes of strangers, down to a bare Exception. There is nothing in here but parsing and
    // arithmetic: whatever failed, the answer was not right, and that is what is said and counted.
    private static async Task<T?> RefusingAsync<T>(Func<Task<T?>> read)
        where T : class
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return null;
        }
    }

    // Nothing was asked for. What comes all the same is a signature by the passkey itself at most: certificates would be followed to
    // wherever they point.
    private static bool IsUnattested(AuthenticatorAttestationRawResponse raw)
    {
        var attestation = AuthenticatorAttestationResponse.Parse(raw).AttestationObject;
        return attestation.Fmt == "none" || (attestation.Fmt == "packed" && attestation.AttStmt["x5c"] is null);
    }

    private CredentialCreateOptions Creation(AccountId account, string site, PasskeyPlace place, byte[] challenge) => CredentialCreateOptions.Create(
        Configuration(place, site), challenge, new Fido2User { Id = UserOf(account), Name = "", DisplayName = "" },
        new AuthenticatorSelection { ResidentKey = ResidentKeyRequirement.Preferred, UserVerification = UserVerificationRequirement.Preferred },
        AttestationConveyancePreference.None, [], null, Algorithms);

    private static AssertionOptions Asking(PasskeyPlace place, byte[] challenge, IEnumerable<PasskeyHandle> passkeys) => AssertionOptions.Create(
        Configuration(place, ""), challenge, [.. passkeys.Select(static one => one.ToDescriptor())], UserVerificationRequirement.Preferred, null);

    private static Fido2NetLib.Fido2 Library(PasskeyPlace place, string site) => new(Configuration(place, site));

    private static Fido2Configuration Configuration(PasskeyPlace place, string site) => new()
    {
        RPID = place.RpId,
        RPName = site,
        Origins = new HashSet<string> { place.Origin },
        Timeout = (uint)PasskeyChallenges.Lifetime.TotalMilliseconds,
    };

    // Authenticators show it to whoever holds them: it must not tell who it is (WebAuthn section 14.6.1).
    private byte[] UserOf(AccountId account) => serverKey.Derive("webmail passkey user", Encoding.UTF8.GetBytes(account.Value));
}

/// <summary>A passkey that answered, and its counter then.</summary>
internal sealed record AnsweredPasskey(Passkey Passkey, uint Counter);
