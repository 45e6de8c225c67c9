namespace Webmail.Mail.Accounts;

/// <summary>A valid session of a signed-in user.</summary>
/// <param name="Key">Its name; no secret.</param>
/// <param name="Account">Whose it is.</param>
/// <param name="Credentials">What opens the account.</param>
/// <param name="Device">What the browser called itself.</param>
/// <param name="Created">When the user signed in.</param>
public sealed record AccountSession(
    string Key, MailAccount Account, Credentials Credentials, string Device, DateTimeOffset Created);

/// <summary>A session in the list that a user sees of their own.</summary>
/// <param name="Key">Its name; no secret.</param>
/// <param name="Device">What the browser called itself.</param>
/// <param name="Created">When the user signed in.</param>
/// <param name="LastUsed">When it was last seen, to the minute.</param>
public sealed record ListedSession(string Key, string Device, DateTimeOffset Created, DateTimeOffset LastUsed)
{
    /// <summary>The network address the user signed in from; empty when not known.</summary>
    public string Address { get; init; } = "";
}
