using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Webmail.Mail;
using Webmail.Mail.Accounts;
using Webmail.Mail.Composing;
using Webmail.Mail.Messages;
using Webmail.Mail.Operations;
using Webmail.Mail.People;
using Webmail.Mail.Sending;
using Webmail.Mail.SigningIn;
using Webmail.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what this assembly offers.</summary>
public static class RedisServices
{
    /// <summary>
    /// Adds sessions, header cache, journals, sign-in attempts and the nodes' channel in Redis; without a configured Redis also the embedded one, which starts with the host. Call
    /// it before the web server is added, so that Redis answers first. Needs <see cref="MailOptions"/> and <see cref="ServerKey"/>.
    /// </summary>
    public static IServiceCollection AddWebmailRedis(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection("Webmail:Redis");
        services.AddOptions<RedisOptions>().Bind(section);
        if (string.IsNullOrWhiteSpace(section[nameof(RedisOptions.Configuration)]))
        {
            services.AddSingleton<EmbeddedRedis>();
            services.AddHostedService(static provider => provider.GetRequiredService<EmbeddedRedis>());
        }

        services.AddSingleton(static provider => new RedisConnection(
            provider.GetRequiredService<IOptions<RedisOptions>>(), provider.GetRequiredService<IOptions<MailOptions>>(),
            provider.GetService<EmbeddedRedis>()?.Started ?? Task.CompletedTask,
            provider.GetRequiredService<ILogger<RedisConnection>>()));
        services.AddSingleton<RedisKeys>();
        services.AddSingleton<ValueSealer>();
        services.AddSingleton<ISessionStore, RedisSessionStore>();
        services.AddSingleton<INodeChannel, RedisNodeChannel>();
        services.AddSingleton<IHeaderCache, RedisHeaderCache>();
        services.AddSingleton<IPeopleStore, RedisPeopleStore>();
        services.AddSingleton<IJournalStore, RedisJournalStore>();
        services.AddSingleton<IDraftStore, RedisDraftStore>();
        services.AddSingleton<IOutboxStore, RedisOutboxStore>();
        services.AddSingleton<ISignInAttempts, RedisSignInAttempts>();
        return services;
    }
}
