namespace Webmail.Mail.SigningIn;

/// <summary>Whether an account is asked for a code here.</summary>
/// <param name="IsOn">Whether it is.</param>
/// <param name="RecoveryCodesLeft">How many recovery codes were not used.</param>
/// <param name="Since">When it was set up.</param>
public readonly record struct FactorStatus(bool IsOn, int RecoveryCodesLeft, DateTimeOffset Since);

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

    /// <summary>There is no factor: another device turned it off.</summary>
    NotSetUp,
}

/// <summary>How a change of the second factor ended, and what follows from it.</summary>
/// <param name="Outcome">How.</param>
public sealed record FactorResult(FactorOutcome Outcome)
{
    /// <summary>New recovery codes, to be shown once.</summary>
    public IReadOnlyList<string> RecoveryCodes { get; init; } = [];

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
