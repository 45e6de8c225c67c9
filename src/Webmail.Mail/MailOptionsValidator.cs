using Microsoft.Extensions.Options;

namespace Webmail.Mail;

/// <summary>Finds mistakes in the configuration at start, in the words of the configuration.</summary>
internal sealed class MailOptionsValidator : IValidateOptions<MailOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, MailOptions options)
    {
        var mistakes = new List<string>();
        Check(options.Imap, "Imap");
        Check(options.Smtp, "Smtp");
        CheckRange(options.MaxConnections, 1, 20, nameof(MailOptions.MaxConnections));
        CheckRange(options.TimeoutSeconds, 1, 600, nameof(MailOptions.TimeoutSeconds));
        CheckRange(options.IdleMinutes, 1, 24 * 60, nameof(MailOptions.IdleMinutes));
        CheckRange(options.MaxTextBytes, 1024, 64 * 1024 * 1024, nameof(MailOptions.MaxTextBytes));
        if (string.IsNullOrWhiteSpace(options.DataDirectory))
            mistakes.Add("Webmail:DataDirectory is empty.");
        if (options.Trust.Identifiers().Any(static id => id.Length > 255 || id.Any(static c => c is <= ' ' or ';' or '"' or '(' or ')' || char.IsControl(c))))
            mistakes.Add("Webmail:Trust:AuthservIds must be names like mx.example.org, separated by commas.");
        return mistakes.Count > 0 ? ValidateOptionsResult.Fail(mistakes) : ValidateOptionsResult.Success;

        void Check(MailServerOptions server, string section)
        {
            CheckRange(server.Port, 0, 65535, $"{section}:{nameof(MailServerOptions.Port)}");
            if (!Enum.IsDefined(server.Security))
                mistakes.Add($"Webmail:{section}:{nameof(MailServerOptions.Security)} is none of {string.Join(", ", Enum.GetNames<ConnectionSecurity>())}.");
            if (server.Host.Length > 0 && Uri.CheckHostName(server.Host) == UriHostNameType.Unknown)
                mistakes.Add($"Webmail:{section}:{nameof(MailServerOptions.Host)} is not a host name or address.");
        }

        void CheckRange(int value, int least, int most, string key)
        {
            if (value < least || value > most)
                mistakes.Add($"Webmail:{key} is {value}; it must be between {least} and {most}.");
        }
    }
}
