namespace Webmail.Mail.Attaching;

/// <summary>What the administrator decides about attachments. Bound to the section "Webmail:Attachments".</summary>
public sealed class AttachingOptions
{
    /// <summary>The largest message with its attachments, as it is sent, in bytes. Servers may take less.</summary>
    public long MaxMessageBytes { get; set; } = 50 * 1024 * 1024;
}

/// <summary>Knows how large a message a submission server takes.</summary>
public interface ISubmissionSize
{
    /// <summary>Bytes; <see langword="null"/> when the server does not say (SIZE, RFC 1870).</summary>
    /// <exception cref="MailException">It cannot be asked.</exception>
    Task<long?> LargestAsync(MailAccount account, CancellationToken token);
}
