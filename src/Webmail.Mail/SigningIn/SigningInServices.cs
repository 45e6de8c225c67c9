using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Webmail.Mail;
using Webmail.Mail.Accounts;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers sessions and signing in.</summary>
internal static class SigningInServices
{
    /// <summary>
    /// Adds the server's key, sessions and signing in. Needs <see cref="ISessionStore"/> and an <see cref="TimeProvider"/> from the
    /// host.
    /// </summary>
    public static IServiceCollection AddWebmailSigningIn(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SessionOptions>().Bind(configuration.GetSection("Webmail:Sessions"));
        services.TryAddSingleton(static provider =>
            ServerKey.LoadOrCreate(provider.GetRequiredService<IOptions<MailOptions>>().Value.DataDirectory));
        services.TryAddSingleton<SignedInAccounts>();
        services.AddSingleton<AccountSessions>();
        return services;
    }
}
