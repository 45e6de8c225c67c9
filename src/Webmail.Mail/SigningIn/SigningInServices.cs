using DnsClient;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Webmail.Mail;
using Webmail.Mail.Accounts;
using Webmail.Mail.Imap;
using Webmail.Mail.SigningIn;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers sessions and signing in.</summary>
public static class SigningInServices
{
    /// <summary>
    /// Adds the server's key, sessions and signing in; a second call changes nothing. The host adds <see cref="ISessionStore"/>,
    /// <see cref="INodeChannel"/> and <see cref="ISignInAttempts"/>.
    /// </summary>
    public static IServiceCollection AddWebmailSigningIn(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SessionOptions>().Bind(configuration.GetSection("Webmail:Sessions"))
            .Validate(static options => options is { RememberedDays: > 0 and <= 365, Hours: > 0, RecheckSeconds: > 0, GraceHours: >= 0 },
                "Webmail:Sessions: RememberedDays is 1 to 365, Hours and RecheckSeconds at least 1, GraceHours at least 0.")
            .ValidateOnStart();
        services.TryAddSingleton(static provider =>
            ServerKey.LoadOrCreate(provider.GetRequiredService<IOptions<MailOptions>>().Value.DataDirectory));
        services.TryAddSingleton<SignedInAccounts>();
        services.TryAddSingleton<AccountSessions>();
        services.TryAddSingleton<IDnsQuery>(static _ => new LookupClient(ServerDiscovery.DnsOptions));
        services.TryAddSingleton<ServiceRecords>();
        services.TryAddSingleton<Autoconfig>();
        services.TryAddSingleton<HostPolicy>();
        services.TryAddSingleton<ServerDiscovery>();
        services.TryAddSingleton<SignInThrottle>();
        services.TryAddSingleton<FactorSealer>();
        services.TryAddSingleton<UsedCodes>();
        services.TryAddSingleton<HalfWaySignIns>();
        services.TryAddSingleton<FactorStore>();
        services.TryAddSingleton<PasskeyChallenges>();
        services.TryAddSingleton<PasskeyCeremony>();
        services.TryAddSingleton<FactorProofs>();
        services.TryAddSingleton(static provider => new SecondFactors(
            provider.GetRequiredService<FactorStore>(), provider.GetRequiredService<FactorProofs>(), provider.GetRequiredService<PasskeyCeremony>(),
            provider.GetRequiredService<SignInThrottle>(), provider.GetRequiredService<SignedInAccounts>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<SecondStep>();
        services.TryAddSingleton(static provider => new SignIn(
            provider.GetRequiredService<IOptions<MailOptions>>(), provider.GetRequiredService<ServerDiscovery>(),
            provider.GetRequiredService<HostPolicy>(), provider.GetRequiredService<SignInThrottle>(),
            provider.GetRequiredService<ImapSessionPool>(), provider.GetRequiredService<AccountSessions>(),
            provider.GetRequiredService<SignedInAccounts>(), provider.GetRequiredService<SecondStep>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddHostedService<SignedOutConnections>();
        return services;
    }
}
