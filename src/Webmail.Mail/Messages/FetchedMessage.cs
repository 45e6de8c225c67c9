using Webmail.Mail.Messages.Mime;

namespace Webmail.Mail.Messages;

/// <summary>What one FETCH told about a message, not yet interpreted.</summary>
/// <param name="Uid">The message.</param>
/// <param name="Flags">Its flags.</param>
/// <param name="InternalDate">When the server got it.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Header">The header fields asked for.</param>
/// <param name="Structure">Its structure; <see langword="null"/> when the server gave none.</param>
/// <param name="Preview">The first words of its text, as the server or MailKit gave them.</param>
internal sealed record FetchedMessage(
    Uid Uid, MessageFlags Flags, DateTimeOffset InternalDate, long Size, HeaderBlock Header, StructurePart? Structure, string Preview);
