namespace Webmail.Mail.SigningIn;

/// <summary>Whether an account is asked for a second step here.</summary>
/// <param name="IsOn">Whether it is.</param>
/// <param name="RecoveryCodesLeft">How many recovery codes were not used.</param>
/// <param name="Since">When it was set up.</param>
public sealed record FactorStatus(bool IsOn, int RecoveryCodesLeft, DateTimeOffset Since)
{
    /// <summary>Whether an app shows codes for it.</summary>
    public bool HasApp { get; init; }

    /// <summary>The passkeys, oldest first.</summary>
    public IReadOnlyList<PasskeyEntry> Passkeys { get; init; } = [];

    /// <summary>Whether there is room for one more.</summary>
    public bool TakesPasskeys => Passkeys.Count < Passkey.Most;
}

/// <summary>How a change of the second factor ended.</summary>
public enum FactorOutcome
{
    /// <summary>As wanted.</summary>
    Done,

    /// <summary>The code is wrong or was used before.</summary>
    CodeRefused,

    /// <summary>The password is wrong.</summary>
    PasswordRefused,

    /// <summary>Too many wrong ones; <see cref="FactorResult.RetryAfter"/> says how long to wait.</summary>
    TooManyAttempts,

    /// <summary>The passkey's answer is not right, too late or was used before.</summary>
    PasskeyRefused,

    /// <summary>The passkey's counter went backwards: somebody may have copied it.</summary>
    PasskeyCopied,

    /// <summary>Too long ago, or another device changed the factor meanwhile: whoever wants to change it proves anew who it is.</summary>
    NotConfirmed,
}

/// <summary>How a change of the second factor ended, and what follows from it.</summary>
/// <param name="Outcome">How.</param>
public sealed record FactorResult(FactorOutcome Outcome)
{
    /// <summary>New recovery codes, to be shown once.</summary>
    public IReadOnlyList<string> RecoveryCodes { get; init; } = [];

    /// <summary>With it the factor can be changed for five minutes; of who confirmed, or set up the first one.</summary>
    public FactorPass? Pass { get; init; }

    /// <summary>How long to wait.</summary>
    public TimeSpan RetryAfter { get; init; }

    /// <summary>Hides the codes.</summary>
    public override string ToString() => Outcome.ToString();
}

/// <summary>What an app and the server share. Never printed by accident.</summary>
public sealed class FactorSecret
{
    internal FactorSecret(byte[] bytes) => Bytes = bytes;

    internal byte[] Bytes { get; }

    /// <summary>The secret as people type it into an app (base32, RFC 4648 section 6).</summary>
    public string ToText() => Totp.ToText(Bytes);

    /// <summary>The address that apps read from a picture (the otpauth scheme).</summary>
    /// <param name="issuer">What the webmail calls itself.</param>
    /// <param name="address">Whose account it is.</param>
    public string ToUri(string issuer, string address) =>
        $"otpauth://totp/{Uri.EscapeDataString(issuer)}:{Uri.EscapeDataString(address)}?secret={ToText()}&issuer={Uri.EscapeDataString(issuer)}";

    /// <summary>Hides the secret.</summary>
    public override string ToString() => "***";
}
