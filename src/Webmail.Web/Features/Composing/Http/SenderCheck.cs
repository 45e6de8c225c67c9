using Webmail.Mail;
using Webmail.Mail.Composing;
using Webmail.Mail.Composing.Identities;

namespace Webmail.Web.Features.Composing.Http;

/// <summary>Nobody writes as somebody they are not: what stands under From must be an identity of the account.</summary>
internal static class SenderCheck
{
    /// <summary>The identity a draft is from; <see langword="null"/> when its address is none.</summary>
    public static async Task<Identity?> IdentityOfAsync(MailAccount account, Draft draft, IdentityService identities, CancellationToken token)
    {
        AccountIdentities all;
        try
        {
            all = await identities.ReadAsync(account, token);
        }
        catch (MailException) when (draft.From.Equals(account.Address, StringComparison.OrdinalIgnoreCase))
        {
            // The account's own address needs no setting: it is sent also while the server with the settings is away.
            all = identities.Known(account);
        }

        return all.All.FirstOrDefault(one => one.Id == draft.Identity && one.Match(draft.From) != IdentityMatch.None) ?? all.Of(draft.From);
    }
}
