using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Webmail.Mail;
using Webmail.Mail.Accounts;
using Webmail.Mail.Imap;
using Webmail.Mail.Labels;
using Webmail.Mail.Mailboxes;
using Webmail.Mail.Messages;
using Webmail.Mail.Operations;
using Webmail.Mail.Searching;
using Webmail.Mail.Settings;
using Webmail.Mail.SigningIn;
using Webmail.Mail.Snapshots;
using Webmail.Mail.Watching;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what this assembly offers.</summary>
public static class MailServices
{
    /// <summary>
    /// Adds mail: accounts, connections, mailboxes, messages, search, watching and copies to other servers, all singletons. Options come from the section
    /// "Webmail" and are checked at start. The host adds <see cref="ISessionStore"/>,
    /// <see cref="INodeChannel"/> and <see cref="IHeaderCache"/>.
    /// </summary>
    public static IServiceCollection AddWebmailMail(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<MailOptions>().Bind(configuration.GetSection("Webmail")).ValidateOnStart();
        services.AddSingleton<IValidateOptions<MailOptions>, MailOptionsValidator>();

        services.TryAddSingleton(TimeProvider.System);
        services.AddWebmailSigningIn(configuration);
        services.AddSingleton<ServerDialer>();
        services.AddSingleton<ImapConnector>();
        services.AddSingleton(static provider => new ImapSessionPool(
            provider.GetRequiredService<SignedInAccounts>(), provider.GetRequiredService<ImapConnector>(),
            provider.GetRequiredService<IOptions<MailOptions>>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ImapSessionPool>>()));
        services.AddSingleton<MailboxChanges>();
        services.AddSingleton<MailboxWatchers>();
        services.AddSingleton<AccountSettingsStore>();
        services.AddSingleton<LabelService>();
        services.AddSingleton<MailboxService>();
        services.AddSingleton<MailboxEditor>();
        services.AddSingleton<MailboxSharing>();
        services.AddSingleton<MessageListing>();
        services.AddSingleton<MessageReader>();
        services.AddSingleton<PartReader>();
        services.AddSingleton<OperationJournal>();
        services.AddSingleton<SearchService>();
        services.AddSingleton(static provider => new FolderSnapshots(
            provider.GetRequiredService<ImapSessionPool>(), provider.GetRequiredService<ImapConnector>(),
            provider.GetRequiredService<MailboxService>(), provider.GetRequiredService<HostPolicy>(),
            provider.GetRequiredService<SignInThrottle>(), provider.GetRequiredService<AccountSessions>(),
            provider.GetRequiredService<IOptions<MailOptions>>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<FolderSnapshots>>()));
        return services;
    }
}
