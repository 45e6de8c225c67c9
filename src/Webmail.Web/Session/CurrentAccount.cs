using Webmail.Mail;
using Webmail.Mail.SigningIn;

namespace Webmail.Web.Session;

/// <summary>The account of this request or circuit. Set once from the signed-in principal.</summary>
internal sealed class CurrentAccount
{
    private MailAccount? _account;

    /// <summary>Who and where.</summary>
    public MailAccount Account => _account ?? throw new MailException(MailFailure.SignedOut);

    /// <summary>The account's identifier.</summary>
    public AccountId Id => Account.Id;

    /// <summary>The key of the session it was signed in with.</summary>
    public string SessionKey { get; private set; } = "";

    /// <summary>Where passkeys are made and asked for, by the host the request came to; <see langword="null"/> where browsers have none.</summary>
    public PasskeyPlace? PasskeyPlace { get; private set; }

    /// <summary>Binds this scope to an account, at the place it is used at.</summary>
    public void Set(MailAccount account, string sessionKey, PasskeyPlace? place = null)
    {
        _account = account;
        SessionKey = sessionKey;
        PasskeyPlace = place;
    }
}
