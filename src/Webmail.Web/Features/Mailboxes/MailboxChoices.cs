using Webmail.Mail;
using Webmail.Mail.Settings;

namespace Webmail.Web.Features.Mailboxes;

/// <summary>
/// What the user chose for the mailboxes of an account: favourites, colours, places. A change shows at once; the mail server keeps it.
/// Used by one circuit.
/// </summary>
/// <param name="store">Where they are kept.</param>
/// <param name="account">Whose.</param>
/// <param name="changed">Called when something else is to be shown.</param>
public sealed class MailboxChoices(AccountSettingsStore store, AccountId account, Action changed)
{
    private readonly List<Func<AccountSettings, AccountSettings>> _underWay = [];

    /// <summary>The settings as they are to be shown: as last seen, with what is under way.</summary>
    public AccountSettings Shown => _underWay.Aggregate(store.Known(account), static (sum, change) => change(sum));

    /// <summary>Looks what the server has; what was chosen elsewhere meanwhile follows as a change.</summary>
    /// <exception cref="MailException">The server is away: what was last seen goes on.</exception>
    public async Task ReadAsync(CancellationToken token) => await store.ReadAsync(account, token);

    /// <summary>Makes a change that says what is wanted.</summary>
    /// <exception cref="MailException">It was not made, and is not shown any more.</exception>
    public async Task MakeAsync(Func<AccountSettings, AccountSettings> change)
    {
        _underWay.Add(change);
        changed();
        try
        {
            await store.UpdateAsync(account, change, CancellationToken.None);
        }
        finally
        {
            _underWay.Remove(change);
            changed();
        }
    }
}
