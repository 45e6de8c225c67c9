using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Webmail.Mail.Settings;

/// <summary>
/// Settings as text: JSON in ASCII, one member a line, so that it passes every server unchanged and people can read it.
/// </summary>
internal static class SettingsDocument
{
    /// <summary>The longest text, in characters. A command line of IMAP may be no longer than 64 KB with all its escapes.</summary>
    public const int MaxLength = 48 * 1024;

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        IndentSize = 1,
        NewLine = "\n",
        MaxDepth = 16,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    };

    /// <summary>The text of settings.</summary>
    /// <exception cref="MailException"><see cref="MailFailure.TooLarge"/>.</exception>
    public static string Write(AccountSettings settings)
    {
        var text = JsonSerializer.Serialize(settings, Format);
        return text.Length <= MaxLength ? text : throw new MailException(MailFailure.TooLarge, "settings");
    }

    /// <summary>Reads the text; <see langword="false"/> when it is damaged or somebody else's.</summary>
    public static bool TryRead(string text, [NotNullWhen(true)] out AccountSettings? settings)
    {
        settings = null;
        try
        {
            settings = JsonSerializer.Deserialize<AccountSettings>(text, Format);
        }
        catch (JsonException)
        {
            // The caller keeps a copy of what could not be read.
            return false;
        }

        if (settings is null || settings.Labels.IsDefault || settings.Folders.IsDefault || settings.Labels.Any(static label => label?.Keyword is null)
            || settings.Folders.Any(static folder => folder?.Mailbox is null) || settings.DefaultIdentity is null
            || settings.Identities.IsDefault || settings.Identities.Any(static one => one?.Id is null || one.Address is null || one.Name is null
                || one.ReplyTo is null || one.Bcc is null || one.Signature is null || one.SignatureHtml is null || one.SentMailbox is null)
            || settings.Templates.IsDefault || settings.Templates.Any(static one => one?.Id is null || one.Name is null || one.Subject is null || one.Text is null)
            || (!settings.SecondFactors.IsDefault && settings.SecondFactors.Any(static one => one?.Server is null || one.Box is null))
            || (!settings.HiddenPeople.IsDefault && settings.HiddenPeople.Any(static email => email is null))
            || (!settings.ImagesFrom.IsDefault && settings.ImagesFrom.Any(static email => email is null)))
        {
            settings = null;
        }

        return settings is not null;
    }
}
