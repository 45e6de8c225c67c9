using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;
using Webmail.Mail;

namespace Webmail.Web.Hosting;

/// <summary>ASP.NET's own keys (forms, component state) live in the data directory, readable by the server's user alone.</summary>
internal sealed class KeyRing(IOptions<MailOptions> mail, ILoggerFactory loggers) : IConfigureOptions<KeyManagementOptions>
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public void Configure(KeyManagementOptions options)
    {
        var path = Path.Combine(mail.Value.DataDirectory, "keys");
        var directory = OperatingSystem.IsWindows() ? Directory.CreateDirectory(path) : Directory.CreateDirectory(path, OwnerOnly);
        options.XmlRepository = new FileSystemXmlRepository(directory, loggers);
    }
}
