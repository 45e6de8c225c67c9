using Microsoft.Extensions.Localization;
using Webmail.Mail;
using Webmail.Mail.Attaching;
using Webmail.Mail.Composing;
using Webmail.Web.Shared;

namespace Webmail.Web.Features.Composing;

/// <summary>The attachments of a draft that is sent: all of them here, and not more than the servers take.</summary>
internal sealed class Enclosures(DraftService drafts, AttachmentSpool spool, MessageSizes sizes, IStringLocalizer<ComposingWords> words)
{
    /// <summary>Why it cannot be sent with them, in words for its writer; <see langword="null"/> when it can.</summary>
    public async Task<string?> ProblemOfAsync(AccountId account, Draft draft, CancellationToken token)
    {
        if (draft.Attachments.Count == 0)
            return null;
        var missing = await drafts.FetchAsync(account, draft, token);
        if (missing.Count > 0)
            return words["“{0}” is not on the server any more. Attach it again.", missing[0].Name].Value;
        var (all, largest) = (spool.List(account, draft.Id).Where(file => draft.Attachments.Any(one => one.Id == file.Id)).Sum(static file => file.Size),
            await sizes.LargestAsync(account, token));
        return MessageSizes.Encoded(all) + draft.Text.Length <= largest ? null
            : words["Too large: the attachments have {0}, and {1} fit into a message.", ByteSize.Text(all), ByteSize.Text(MessageSizes.Decoded(largest))].Value;
    }

    /// <summary>Why one more file does not fit, in words for its writer; <see langword="null"/> when it does.</summary>
    public async Task<string?> ProblemOfAsync(AccountId account, string draft, string attachment, long size, CancellationToken token)
    {
        var largest = await sizes.LargestAsync(account, token);
        var all = spool.List(account, draft).Where(file => file.Id != attachment).Sum(static file => file.Size) + size;
        return MessageSizes.Encoded(all) <= largest ? null
            : words["Too large: a message may have {0} in all.", ByteSize.Text(MessageSizes.Decoded(largest))].Value;
    }

    /// <summary>The message waits to leave: its files stay.</summary>
    public void Hold(AccountId account, string draft)
    {
        if (Draft.IsId(draft))
            spool.Hold(account, draft);
    }

    /// <summary>It was taken back.</summary>
    public void Release(AccountId account, string draft)
    {
        if (Draft.IsId(draft))
            spool.Release(account, draft);
    }
}
