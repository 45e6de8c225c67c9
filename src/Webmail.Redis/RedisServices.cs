using Microsoft.Extensions.Configuration;
using Webmail.Mail;
using Webmail.Mail.Accounts;
using Webmail.Mail.Messages;
using Webmail.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what this assembly offers.</summary>
public static class RedisServices
{
    /// <summary>
    /// Adds sessions and header cache in Redis; without a configured Redis also the embedded one, which starts with the host. Call
    /// it before the web server is added, so that Redis answers first. Needs <see cref="MailOptions"/> and <see cref="ServerKey"/>.
    /// </summary>
    public static IServiceCollection AddWebmailRedis(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection("Webmail:Redis");
        services.AddOptions<RedisOptions>().Bind(section);
        if (string.IsNullOrWhiteSpace(section[nameof(RedisOptions.Configuration)]))
            services.AddHostedService<EmbeddedRedis>();
        services.AddSingleton<RedisConnection>();
        services.AddSingleton<RedisKeys>();
        services.AddSingleton<ValueSealer>();
        services.AddSingleton<ISessionStore, RedisSessionStore>();
        services.AddSingleton<IHeaderCache, RedisHeaderCache>();
        return services;
    }
}
