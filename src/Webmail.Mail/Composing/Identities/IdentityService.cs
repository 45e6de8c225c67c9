using Microsoft.Extensions.Logging;
using Webmail.Mail.Settings;

namespace Webmail.Mail.Composing.Identities;

/// <summary>
/// The identities of accounts, kept with their settings (<see cref="AccountSettingsStore"/>). Each change says what is wanted of one
/// identity, so that two devices that change different ones both succeed, and of two that change the same the later one does.
/// </summary>
public sealed class IdentityService(AccountSettingsStore settings, SignaturePictures pictures, ILogger<IdentityService> logger)
{
    /// <summary>The identities. Failures surface as <see cref="MailException"/>.</summary>
    public async ValueTask<AccountIdentities> ReadAsync(MailAccount account, CancellationToken token) =>
        new(account, await settings.ReadAsync(account.Id, token).ConfigureAwait(false));

    /// <summary>The identities as far as this process knows them, without asking the server.</summary>
    public AccountIdentities Known(MailAccount account) => new(account, settings.Known(account.Id));

    /// <summary>The pictures that <paramref name="identities"/> show in their signatures. Failures surface as <see cref="MailException"/>.</summary>
    public async ValueTask<IReadOnlyList<SignaturePicture>> PicturesAsync(AccountId account, IEnumerable<Identity> identities, CancellationToken token)
    {
        var shown = identities.SelectMany(static one => SignaturePicture.CidsIn(one.SignatureHtml)).ToHashSet(StringComparer.Ordinal);
        return shown.Count == 0 ? [] : [.. (await pictures.ListAsync(account, token).ConfigureAwait(false)).Where(one => shown.Contains(one.Cid))];
    }

    /// <summary>The signature of an identity for a message. Failures surface as <see cref="MailException"/>.</summary>
    public async ValueTask<DraftSignature> SignatureAsync(AccountId account, Identity identity, CancellationToken token) =>
        DraftSignature.Of(identity, await PicturesAsync(account, [identity], token).ConfigureAwait(false));

    /// <summary>Changes an identity, or adds one.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="identity">As it shall be.</param>
    /// <param name="asDefault">New messages shall be from it; <see langword="false"/> leaves the default unless it is this one.</param>
    /// <param name="token">Ends the wait.</param>
    /// <exception cref="ArgumentException">Ask <see cref="IdentityRules.Check"/> before.</exception>
    public async Task<AccountIdentities> SaveAsync(MailAccount account, IdentitySettings identity, bool asDefault, CancellationToken token)
    {
        if (IdentityRules.Check(identity) is not IdentityProblem.None and var problem)
            throw new ArgumentException(problem.ToString(), nameof(identity));
        var clean = IdentityRules.Clean(identity);
        var pictured = false;
        var all = new AccountIdentities(account, await settings.UpdateAsync(account.Id, found =>
        {
            pictured = HasPictures(found.Identity(clean.Id));
            // What a newer version wrote into it stays.
            var changed = found.With(clean with { Others = found.Identity(clean.Id)?.Others });
            return asDefault ? changed with { DefaultIdentity = clean.Id }
                : changed.DefaultIdentity == clean.Id ? changed with { DefaultIdentity = "" } : changed;
        }, token).ConfigureAwait(false));
        if (pictured)
            await TidyAsync(account.Id, all, token).ConfigureAwait(false);
        return all;
    }

    /// <summary>Chooses whether Japanese leaves as ISO-2022-JP, whoever it is from.</summary>
    public async Task<AccountIdentities> SendIso2022JpAsync(MailAccount account, bool wanted, CancellationToken token) =>
        new(account, await settings.UpdateAsync(account.Id, found => found with { SendIso2022Jp = wanted }, token).ConfigureAwait(false));

    /// <summary>Removes an identity; the account's own address cannot be removed.</summary>
    public async Task<AccountIdentities> RemoveAsync(MailAccount account, string id, CancellationToken token)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        var pictured = false;
        var all = new AccountIdentities(account, await settings.UpdateAsync(account.Id, found =>
        {
            pictured = HasPictures(found.Identity(id));
            return found.Identity(id) is not { } gone ? found : found with
            {
                Identities = found.Identities.Remove(gone),
                DefaultIdentity = found.DefaultIdentity == id ? "" : found.DefaultIdentity,
            };
        }, token).ConfigureAwait(false));
        if (pictured)
            await TidyAsync(account.Id, all, token).ConfigureAwait(false);
        return all;
    }

    private static bool HasPictures(IdentitySettings? identity) => identity is not null && SignaturePicture.CidsIn(identity.SignatureHtml).Count > 0;

    // The change is made: what is left over of the one before may stay until the next.
    private async Task TidyAsync(AccountId account, AccountIdentities all, CancellationToken token)
    {
        try
        {
            var shown = all.All.SelectMany(static one => SignaturePicture.CidsIn(one.SignatureHtml)).ToHashSet(StringComparer.Ordinal);
            await pictures.RemoveOthersAsync(account, shown, token).ConfigureAwait(false);
        }
        catch (MailException e)
        {
            ComposingLog.PicturesNotRemoved(logger, account, e.Failure);
        }
    }
}
