namespace Webmail.Mail.Accounts;

/// <summary>The secret a mail server asks for. Never printed, never serialised by accident.</summary>
/// <param name="password">The password.</param>
public sealed class Credentials(string password)
{
    /// <summary>The password itself.</summary>
    public string Password { get; } = password;

    /// <inheritdoc/>
    public override string ToString() => "***";
}
