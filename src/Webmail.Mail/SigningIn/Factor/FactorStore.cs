using Webmail.Mail.Settings;

namespace Webmail.Mail.SigningIn;

/// <summary>Second factors where they live: sealed in the account's settings on the mail server.</summary>
internal sealed class FactorStore(AccountSettingsStore settings, FactorSealer sealer)
{
    /// <summary>The factor as the server has it now; <see langword="null"/> when there is none.</summary>
    /// <exception cref="MailException">It cannot be read: nobody may conclude that there is none.</exception>
    public async Task<SecondFactor?> FindAsync(AccountId account, CancellationToken token) =>
        sealer.Find(await settings.ReadNowAsync(account, token).ConfigureAwait(false), account);

    /// <summary>
    /// Changes the factor as it is at that moment; the same one back changes nothing, an empty one takes it away.
    /// <paramref name="change"/> may be called more than once.
    /// </summary>
    /// <exception cref="MailException">It cannot be read or written.</exception>
    public Task ChangeAsync(AccountId account, Func<SecondFactor?, SecondFactor?> change, CancellationToken token) =>
        settings.UpdateAsync(account, current =>
        {
            var factor = sealer.Find(current, account);
            var changed = change(factor);
            return ReferenceEquals(changed, factor) ? current : sealer.With(current, account, changed is { IsEmpty: true } ? null : changed);
        }, token);
}
