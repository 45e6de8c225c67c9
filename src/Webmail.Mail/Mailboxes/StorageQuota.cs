namespace Webmail.Mail.Mailboxes;

/// <summary>Storage used and allowed.</summary>
/// <param name="Used">Bytes used.</param>
/// <param name="Limit">Bytes allowed.</param>
public sealed record StorageQuota(long Used, long Limit);
