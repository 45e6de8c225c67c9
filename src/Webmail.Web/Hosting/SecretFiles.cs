using Microsoft.Extensions.FileProviders;

namespace Webmail.Web.Hosting;

/// <summary>
/// Settings out of files, for what environment variables show to too many: a file named like the setting holds its value. That
/// is how containers (/run/secrets) and systemd (LoadCredential) hand out secrets.
/// </summary>
internal static class SecretFiles
{
    private static readonly string[] Prefixes = ["Webmail__", "Kestrel__"];

    /// <summary>Adds the files of Webmail__SecretsDirectory, over everything said elsewhere. Files with other names are not read.</summary>
    /// <exception cref="InvalidOperationException">The directory or a file in it cannot be read.</exception>
    public static void AddSecretFiles(this IConfigurationManager configuration)
    {
        if (configuration[$"{KnownSettings.Section}:{nameof(WebOptions.SecretsDirectory)}"] is not { Length: > 0 } directory)
            return;
        try
        {
            configuration.AddKeyPerFile(source =>
            {
                source.FileProvider = new PhysicalFileProvider(Path.GetFullPath(directory));
                source.IgnoreCondition = static name => !Array.Exists(Prefixes, p => name.StartsWith(p, StringComparison.OrdinalIgnoreCase));
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException(
                $"The secrets in {directory} cannot be read: {e.Message} Check Webmail__SecretsDirectory and who may read it.", e);
        }
    }
}
