namespace Webmail.Mail;

/// <summary>Numbers of a mailbox (RFC 9051 section 7.3.4).</summary>
/// <param name="Messages">How many messages it holds.</param>
/// <param name="Unseen">How many of them lack \Seen.</param>
/// <param name="UidNext">A UID larger than all in use; 0 when the server did not say.</param>
/// <param name="UidValidity">Changes when UIDs were given out anew; 0 when the server did not say.</param>
/// <param name="HighestModSeq">The highest modification sequence (RFC 7162); 0 without CONDSTORE.</param>
public sealed record MailboxStatus(int Messages, int Unseen, uint UidNext, uint UidValidity, ulong HighestModSeq);
