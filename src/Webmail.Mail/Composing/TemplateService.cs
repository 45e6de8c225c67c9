using System.Collections.Immutable;
using Webmail.Mail.Settings;

namespace Webmail.Mail.Composing;

/// <summary>
/// Texts that an account writes again and again, kept with its settings (<see cref="AccountSettingsStore"/>). Variables like {{name}} are
/// filled in where a text is put into a message.
/// </summary>
public sealed class TemplateService(AccountSettingsStore settings)
{
    /// <summary>Most templates of an account.</summary>
    public const int Most = 100;

    /// <summary>Most characters of a name.</summary>
    public const int MaxName = 100;

    private const int MaxSubject = 500;

    /// <summary>The templates in the order of their names. Failures surface as <see cref="MailException"/>.</summary>
    public async ValueTask<ImmutableArray<TemplateSettings>> ReadAsync(AccountId account, CancellationToken token) =>
        [.. (await settings.ReadAsync(account, token).ConfigureAwait(false)).Templates.OrderBy(static one => one.Name, StringComparer.CurrentCultureIgnoreCase)];

    /// <summary>Adds a template, or takes the place of the one of its name.</summary>
    /// <exception cref="ArgumentException">It has no name, or is larger than a template can be.</exception>
    /// <exception cref="MailException"><see cref="MailFailure.TooLarge"/> when there is no room for it; nothing is changed.</exception>
    public async Task SaveAsync(AccountId account, TemplateSettings template, CancellationToken token)
    {
        var clean = template with
        {
            Name = DisplayText.Clean(template.Name ?? "", MaxName).Trim(),
            Subject = DisplayText.Clean(template.Subject ?? "", MaxSubject),
            Text = (template.Text ?? "").ReplaceLineEndings("\n").TrimEnd(),
        };
        if (!Draft.IsId(clean.Id) || clean.Name.Length == 0 || clean.Text.Length > TemplateSettings.MaxText)
            throw new ArgumentException("This is no template.", nameof(template));
        await settings.UpdateAsync(account, found =>
        {
            var same = found.Templates.FirstOrDefault(one => one.Id == clean.Id || one.Name.Equals(clean.Name, StringComparison.OrdinalIgnoreCase));
            if (same is null && found.Templates.Length >= Most)
                throw new MailException(MailFailure.TooLarge, "templates");
            // What a newer version wrote into it stays.
            return found.With(clean with { Id = same?.Id ?? clean.Id, Others = same?.Others });
        }, token).ConfigureAwait(false);
    }

    /// <summary>Removes a template; one that is gone already stays gone.</summary>
    public Task RemoveAsync(AccountId account, string id, CancellationToken token) => settings.UpdateAsync(
        account, found => found.Template(id) is { } gone ? found with { Templates = found.Templates.Remove(gone) } : found, token);
}
