using Webmail.Mail.Imap;
using Webmail.Mail.Settings;
using Webmail.Mail.Watching;

namespace Webmail.Mail.Labels;

/// <summary>
/// The labels of accounts. A label is an IMAP keyword, so every mail program sees the same; what it is called here and its colour are
/// settings (<see cref="AccountSettingsStore"/>). Whoever shows labels looks again on <see cref="AccountSettingsChanged"/> and
/// <see cref="KeywordsSeen"/>.
/// </summary>
public sealed class LabelService : IDisposable
{
    private readonly AccountSettingsStore _settings;
    private readonly SeenKeywords _seen;

    /// <summary>Labels over the connections of a pool.</summary>
    public LabelService(ImapSessionPool pool, MailboxChanges changes, AccountSettingsStore settings) =>
        (_settings, _seen) = (settings, new SeenKeywords(pool, changes));

    /// <summary>The labels as far as this process knows them, without asking the server.</summary>
    public AccountLabels Known(AccountId account) => new(_settings.Known(account), _seen.Of(account));

    /// <summary>The labels, with what the user chose for them.</summary>
    public async ValueTask<AccountLabels> ReadAsync(AccountId account, CancellationToken token) =>
        new(await _settings.ReadAsync(account, token).ConfigureAwait(false), _seen.Of(account));

    /// <summary>Notes keywords of messages, which may be labels nobody knew of.</summary>
    public void Note(AccountId account, IEnumerable<string> keywords) => _seen.Note(account, keywords);

    /// <summary>Whether a mailbox takes labels it does not have yet; <see langword="null"/> when it was not opened.</summary>
    public bool? TakesNew(AccountId account, MailboxName mailbox) => _seen.TakesNew(account, mailbox);

    /// <summary>
    /// Makes a label of a name somebody typed and returns it. One that is there already, hidden or not, is shown again.
    /// </summary>
    /// <exception cref="ArgumentException">The name makes no label: ask <see cref="LabelName.TryMakeKeyword"/> before.</exception>
    public async Task<Label> CreateAsync(AccountId account, string name, int? colour, CancellationToken token)
    {
        if (LabelName.TryMakeKeyword(name, out var made) is not LabelNameProblem.None and var problem)
            throw new ArgumentException(problem.ToString(), nameof(name));
        var known = await ReadAsync(account, token).ConfigureAwait(false);
        var keyword = known.All.FirstOrDefault(label => label.Name.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase))?.Keyword
            ?? known.Of(made)?.Keyword ?? made;
        await ChangeAsync(account, keyword, label => label with { Hidden = false, Colour = colour ?? label.Colour }, token).ConfigureAwait(false);
        return Known(account).Of(keyword)!;
    }

    /// <summary>Shows a label under another name; the keyword stays, so other programs go on calling it as they do.</summary>
    public Task RenameAsync(AccountId account, string keyword, string name, CancellationToken token)
    {
        var usual = new Label(keyword).Name;
        var given = name.Trim();
        return ChangeAsync(account, keyword, label => label with { Name = given.Length == 0 || given == usual ? null : given }, token);
    }

    /// <summary>Gives a label one of the twelve tints.</summary>
    public Task PaintAsync(AccountId account, string keyword, int colour, CancellationToken token)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(colour);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(colour, 11);
        return ChangeAsync(account, keyword, label => label with { Colour = colour }, token);
    }

    /// <summary>Leaves a label out of the list, or shows it again.</summary>
    public Task HideAsync(AccountId account, string keyword, bool hidden, CancellationToken token) =>
        ChangeAsync(account, keyword, label => label with { Hidden = hidden }, token);

    /// <summary>Makes everything chosen for a label as it was before.</summary>
    public Task RestoreAsync(AccountId account, Label before, CancellationToken token) => ChangeAsync(
        account, before.Keyword,
        label => label with { Name = before.GivenName, Colour = before.GivenColour, Hidden = before.Hidden }, token);

    /// <summary>Puts labels into this order.</summary>
    public Task ArrangeAsync(AccountId account, IReadOnlyList<string> keywords, CancellationToken token) => _settings.UpdateAsync(
        account,
        settings => keywords.Index().Aggregate(settings, static (sum, place) => sum.With(
            (sum.Label(place.Item) ?? new LabelSettings { Keyword = place.Item }) with { Order = place.Index })),
        token);

    /// <summary>
    /// Forgets what was chosen for a label and leaves it out of the list. It stays on the messages that have it, and other programs go on
    /// showing it.
    /// </summary>
    public async Task DeleteAsync(AccountId account, string keyword, CancellationToken token)
    {
        // One that is nowhere any more needs no note that it is not to be shown.
        var occurs = StandardLabel.Of(keyword) is not null || _seen.Of(account).Contains(keyword, StringComparer.OrdinalIgnoreCase);
        await _settings.UpdateAsync(
            account,
            settings => settings.Label(keyword) is { } old && !occurs ? settings with { Labels = settings.Labels.Remove(old) }
                : occurs ? settings.With(new LabelSettings { Keyword = settings.Label(keyword)?.Keyword ?? keyword, Hidden = true })
                : settings,
            token).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _seen.Dispose();

    private Task<AccountSettings> ChangeAsync(AccountId account, string keyword, Func<LabelSettings, LabelSettings> change, CancellationToken token)
    {
        if (!LabelName.IsKeyword(keyword) || TechnicalKeywords.Contains(keyword))
            throw new ArgumentException("Not a label", nameof(keyword));
        return _settings.UpdateAsync(
            account, settings => settings.With(change(settings.Label(keyword) ?? new LabelSettings { Keyword = keyword })), token);
    }
}
