namespace Webmail.Mail.Composing;

/// <summary>How a message is gone on with.</summary>
public enum ReplyKind
{
    /// <summary>To whoever wrote it.</summary>
    Reply,

    /// <summary>To everybody who has it.</summary>
    ReplyAll,

    /// <summary>To the list it came over (RFC 2369).</summary>
    ReplyList,

    /// <summary>To others.</summary>
    Forward,
}
