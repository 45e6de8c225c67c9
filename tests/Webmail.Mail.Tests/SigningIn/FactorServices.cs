using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Webmail.Mail.Accounts;
using Webmail.Mail.SigningIn;
using Webmail.Testing;
using Webmail.Testing.Servers;

namespace Webmail.Mail.Tests.SigningIn;

/// <summary>What signing in takes, as the product wires it: with a real mail server, and everything else in memory.</summary>
internal static class FactorServices
{
    public static ServiceProvider On(
        DovecotServer dovecot, DirectoryInfo directory, TimeProvider time, ISessionStore store, ILoggerProvider? log = null)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging =>
        {
            if (log is not null)
                logging.AddProvider(log);
        });
        services.AddSingleton(time);
        services.AddSingleton(store);
        services.AddSingleton<INodeChannel>(new NodeChannelInMemory());
        services.AddSingleton<ISignInAttempts>(new SignInAttemptsInMemory(time));
        services.AddWebmailMail(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Webmail:DataDirectory"] = directory.FullName,
            ["Webmail:Imap:Host"] = "127.0.0.1",
            ["Webmail:Imap:Port"] = $"{dovecot.ImapPort}",
            ["Webmail:Imap:Security"] = "None",
        }).Build());
        return services.BuildServiceProvider();
    }
}
