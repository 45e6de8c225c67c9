using Webmail.Mail.Accounts;

namespace Webmail.Mail.SigningIn;

/// <summary>How an attempt to sign in ended.</summary>
public enum SignInOutcome
{
    /// <summary>Signed in; <see cref="SignInResult.Token"/> goes into the cookie.</summary>
    SignedIn,

    /// <summary>The address or the password is wrong; which of them is not told.</summary>
    Refused,

    /// <summary>Too many attempts; <see cref="SignInResult.RetryAfter"/> says how long to wait.</summary>
    TooManyAttempts,

    /// <summary>What was typed is no address.</summary>
    NotAnAddress,

    /// <summary>No mail server was found for the address: the user may name one.</summary>
    ServerNotFound,

    /// <summary>The mail server could not be asked; <see cref="SignInResult.Failure"/> says why.</summary>
    ServerFailed,

    /// <summary>
    /// The password is right and a code is asked for: <see cref="SignInResult.Token"/> goes into the cookie of the second step, and
    /// opens nothing.
    /// </summary>
    NeedsCode,

    /// <summary>The code is wrong or was used before.</summary>
    CodeRefused,

    /// <summary>The passkey's answer is not right, too late or was used before.</summary>
    PasskeyRefused,

    /// <summary>The passkey's counter went backwards: somebody may have copied it.</summary>
    PasskeyCopied,

    /// <summary>The second step took too long or too many codes: the user begins again with the password.</summary>
    StepEnded,

    /// <summary>The password is right, but sessions cannot be kept at the moment.</summary>
    StoreAway,
}

/// <summary>What somebody still owes whose password was accepted.</summary>
/// <param name="HasApp">Whether an app shows codes.</param>
/// <param name="PasskeyHosts">The host names that passkeys work on.</param>
public sealed record SecondStepNeeds(bool HasApp, IReadOnlyList<string> PasskeyHosts)
{
    /// <summary>What a browser asks the passkeys with (JSON); <see langword="null"/> when none works here.</summary>
    public string? PasskeyQuestion { get; init; }
}

/// <summary>How an attempt to sign in ended, and what follows from it.</summary>
/// <param name="Outcome">How.</param>
public sealed record SignInResult(SignInOutcome Outcome)
{
    /// <summary>The new session, when signed in; while a code is asked for, the name of the second step.</summary>
    public SessionToken? Token { get; init; }

    /// <summary>The account, when signed in.</summary>
    public AccountId Account { get; init; }

    /// <summary>Whether the user wanted to stay signed in.</summary>
    public bool Remember { get; init; }

    /// <summary>Why the server could not be asked.</summary>
    public MailFailure? Failure { get; init; }

    /// <summary>More about it, safe to show; may be empty.</summary>
    public string Detail { get; init; } = "";

    /// <summary>How long to wait, after too many attempts.</summary>
    public TimeSpan RetryAfter { get; init; }
}
