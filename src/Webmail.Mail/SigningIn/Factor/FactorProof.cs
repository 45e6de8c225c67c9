namespace Webmail.Mail.SigningIn;

/// <summary>What somebody shows to prove who it is. Never printed by accident.</summary>
public abstract record FactorProof
{
    private protected FactorProof()
    {
    }

    /// <summary>A code of the app, or a recovery code.</summary>
    public static FactorProof OfCode(string typed) => new CodeProof(typed);

    /// <summary>What a passkey answered (JSON), at a place.</summary>
    public static FactorProof OfPasskey(string answer, PasskeyPlace place) => new PasskeyProof(answer, place);

    /// <summary>The mail password: enough where no factor is on yet.</summary>
    public static FactorProof OfPassword(string password) => new PasswordProof(password);

    /// <summary>Hides the proof.</summary>
    public sealed override string ToString() => "***";
}

/// <summary>A code of the app, or a recovery code.</summary>
internal sealed record CodeProof(string Typed) : FactorProof;

/// <summary>What a passkey answered.</summary>
internal sealed record PasskeyProof(string Answer, PasskeyPlace Place) : FactorProof;

/// <summary>The mail password.</summary>
internal sealed record PasswordProof(string Password) : FactorProof;

/// <summary>Somebody proved who it is a moment ago, and may change the second factor for a while.</summary>
public sealed class FactorPass
{
    /// <summary>How long it is good.</summary>
    internal static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    internal FactorPass(AccountId account, bool byFactor, DateTimeOffset until) => (Account, ByFactor, Until) = (account, byFactor, until);

    internal AccountId Account { get; }

    /// <summary>Proved with the factor that is on; else with the password, which is not enough once one is on.</summary>
    internal bool ByFactor { get; }

    internal DateTimeOffset Until { get; }
}
