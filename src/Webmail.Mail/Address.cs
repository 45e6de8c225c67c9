namespace Webmail.Mail;

/// <summary>A person or list in an address field (RFC 5322 section 3.4), decoded.</summary>
/// <param name="Name">The display name, without control and bidirectional-override characters; empty when there is none.</param>
/// <param name="Email">The address; empty for a group or a field that could not be read.</param>
public sealed record Address(string Name, string Email)
{
    /// <summary>What to call them: the name, else the address.</summary>
    public string Label => Name.Length > 0 ? Name : Email;
}
