using MailKit;
using Webmail.Mail.Imap;

namespace Webmail.Mail.Messages;

/// <summary>Reads a piece of a section of a message without marking it read (BODY.PEEK[section]&lt;offset.count&gt;).</summary>
internal static class SectionFetch
{
    /// <summary>The bytes; fewer than asked for at the end of the section.</summary>
    public static async Task<ArraySegment<byte>> ReadAsync(
        ImapSession session, MessageKey key, string section, int offset, int count, CancellationToken token)
    {
        if (session.Opened.UidValidity != key.UidValidity)
            throw new MailException(MailFailure.MailboxRecreated);
        try
        {
            var stream = await session.Opened.GetStreamAsync(new UniqueId(key.Uid.Value), section, offset, count, token).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                var bytes = new byte[stream.Length];
                await stream.ReadExactlyAsync(bytes, token).ConfigureAwait(false);
                return bytes;
            }
        }
        catch (MessageNotFoundException e)
        {
            throw new MailException(MailFailure.MessageGone, null, e);
        }
    }
}
