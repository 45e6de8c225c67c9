using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Webmail.Mail;
using Webmail.Mail.Accounts;
using Webmail.Mail.Attaching;
using Webmail.Mail.Composing;
using Webmail.Mail.Composing.Identities;
using Webmail.Mail.Imap;
using Webmail.Mail.Labels;
using Webmail.Mail.Mailboxes;
using Webmail.Mail.Messages;
using Webmail.Mail.Messages.Packed;
using Webmail.Mail.Operations;
using Webmail.Mail.People;
using Webmail.Mail.Receipts;
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
        services.AddSingleton<SignaturePictures>();
        services.AddSingleton<IdentityService>();
        services.AddSingleton<MailboxService>();
        services.AddSingleton<MailboxEditor>();
        services.AddSingleton<MailboxSharing>();
        services.AddSingleton<MessageListing>();
        services.AddSingleton<MessageReader>();
        services.AddSingleton<PartReader>();
        services.AddSingleton<PackedFiles>();
        services.AddSingleton<OperationJournal>();
        services.AddOptions<AttachingOptions>().Bind(configuration.GetSection("Webmail:Attachments"))
            .Validate(static o => o.MaxMessageBytes is >= 1024 * 1024 and <= 1024L * 1024 * 1024, "Webmail:Attachments:MaxMessageBytes must be between 1 MB and 1 GB.")
            .ValidateOnStart();
        services.AddSingleton<AttachmentSpool>();
        services.AddSingleton<AttachmentFetcher>();
        services.AddSingleton<MessageSizes>();
        services.AddSingleton<DraftService>();
        services.AddSingleton<DraftJournal>();
        services.AddSingleton<DraftSaver>();
        services.AddSingleton<ReplyBuilder>();
        services.AddSingleton<PeopleService>();
        services.AddOptions<SendingOptions>().Bind(configuration.GetSection("Webmail:Sending"))
            .Validate(static o => o.HoldSeconds is >= 0 and <= 120, "Webmail:Sending:HoldSeconds must be between 0 and 120.")
            .Validate(static o => o.MaxRecipients >= 0, "Webmail:Sending:MaxRecipients must not be negative.")
            .Validate(static o => o.MaxPerHour >= 0, "Webmail:Sending:MaxPerHour must not be negative.")
            .Validate(static o => o.TimeoutSeconds is >= 1 and <= 600, "Webmail:Sending:TimeoutSeconds must be between 1 and 600.")
            .Validate(static o => o.FinalTimeoutSeconds is >= 1 and <= 3_600, "Webmail:Sending:FinalTimeoutSeconds must be between 1 and 3600.")
            .ValidateOnStart();
        services.AddSingleton<SmtpSubmitter>();
        services.AddSingleton<ISubmissionSize>(static provider => provider.GetRequiredService<SmtpSubmitter>());
        services.AddSingleton<SendingRate>().AddSingleton<TemplateService>().AddSingleton<ReceiptService>();
        services.AddSingleton(static provider => new Outbox(
            provider.GetRequiredService<IOutboxStore>(), provider.GetRequiredService<SmtpSubmitter>(),
            provider.GetRequiredService<ImapSessionPool>(), provider.GetRequiredService<MailboxService>(),
            provider.GetRequiredService<OperationJournal>(), provider.GetServices<IFinishedDrafts>(),
            provider.GetRequiredService<SignedInAccounts>(), provider.GetRequiredService<MailboxChanges>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<Outbox>>(), provider.GetRequiredService<AttachmentSpool>()));
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
