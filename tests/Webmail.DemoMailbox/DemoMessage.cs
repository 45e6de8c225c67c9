namespace Webmail.DemoMailbox;

/// <summary>A message as it will lie in a mailbox.</summary>
/// <param name="Mailbox">Full name, levels separated by a slash.</param>
/// <param name="Date">Its internal date.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Flags">System flags and keywords as IMAP writes them.</param>
internal sealed record DemoMessage(string Mailbox, DateTimeOffset Date, byte[] Content, IReadOnlyList<string> Flags)
{
    public const string Seen = "\\Seen";
    public const string Answered = "\\Answered";
    public const string Flagged = "\\Flagged";
    public const string Draft = "\\Draft";
    public const string Forwarded = "$Forwarded";
}
