namespace Webmail.Mail.Composing;

/// <summary>A message ready to leave.</summary>
/// <param name="MessageId">Without angle brackets.</param>
/// <param name="Sender">Address of the envelope (RFC 5321 MAIL FROM).</param>
/// <param name="Recipients">Addresses of the envelope, each once (RCPT TO).</param>
/// <param name="Message">What is sent: lines end in CRLF, no Bcc.</param>
/// <param name="Copy">What is filed in Sent: with Bcc.</param>
public sealed record ComposedMessage(
    string MessageId, string Sender, IReadOnlyList<string> Recipients, ReadOnlyMemory<byte> Message, ReadOnlyMemory<byte> Copy);

/// <summary>A draft that cannot be sent as it is.</summary>
/// <param name="reason">Why.</param>
/// <param name="detail">What is wrong: the recipient that cannot be read.</param>
public sealed class ComposeException(ComposeFailure reason, string detail) : Exception($"{reason}: {detail}")
{
    /// <summary>Why.</summary>
    public ComposeFailure Reason { get; } = reason;

    /// <summary>The recipient that cannot be read; empty otherwise.</summary>
    public string Detail { get; } = detail;
}

/// <summary>What keeps a draft from being sent.</summary>
public enum ComposeFailure
{
    /// <summary>It is for nobody.</summary>
    NoRecipient,

    /// <summary>A recipient is no address.</summary>
    BrokenRecipient,

    /// <summary>The writer's own address cannot be used.</summary>
    BrokenSender,

    /// <summary>The message that should go on to others is not in the draft.</summary>
    NothingToRedirect,
}
