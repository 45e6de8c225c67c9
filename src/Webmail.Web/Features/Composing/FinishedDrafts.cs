using Webmail.Mail;
using Webmail.Mail.Composing;
using Webmail.Mail.Sending;

namespace Webmail.Web.Features.Composing;

/// <summary>What was sent is no draft any more.</summary>
internal sealed class FinishedDrafts(DraftSaver saver) : IFinishedDrafts
{
    public Task FinishAsync(AccountId account, string id, CancellationToken token) => saver.RemoveAsync(account, id, token);
}
