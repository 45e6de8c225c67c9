using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Webmail.Mail;
using Webmail.Mail.Accounts;
using Webmail.Mail.Composing;
using Webmail.Mail.Imap;
using Webmail.Mail.Labels;
using Webmail.Mail.Mailboxes;
using Webmail.Mail.Messages;
using Webmail.Mail.Operations;
using Webmail.Mail.Searching;
using Webmail.Mail.Sending;
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
        services.AddSingleton<DraftService>();
        services.AddSingleton<DraftJournal>();
        services.AddSingleton<DraftSaver>();
        services.AddSingleton<ReplyBuilder>();
        services.AddOptions<SendingOptions>().Bind(configuration.GetSection("Webmail:Sending"))
            .Validate(static o => o.HoldSeconds is >= 0 and <= 120, "Webmail:Sending:HoldSeconds must be between 0 and 120.")
            .Validate(static o => o.TimeoutSeconds is >= 1 and <= 600, "Webmail:Sending:TimeoutSeconds must be between 1 and 600.")
            .ValidateOnStart();
        services.AddSingleton<SmtpSubmitter>();
        services.AddSingleton(static provider => new Outbox(
            provider.GetRequiredService<IOutboxStore>(), provider.GetRequiredService<SmtpSubmitter>(),
            provider.GetRequiredService<ImapSessionPool>(), provider.GetRequiredService<MailboxService>(),
            provider.GetRequiredService<OperationJournal>(), provider.GetServices<IFinishedDrafts>(),
            provider.GetRequiredService<SignedInAccounts>(), provider.GetRequiredService<MailboxChanges>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<Outbox>>()));
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
