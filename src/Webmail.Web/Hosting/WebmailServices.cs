using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using MudBlazor;
using MudBlazor.Services;
using Webmail.Mail;
using Webmail.Redis;
using Webmail.Web.Features.Acting;
using Webmail.Web.Features.Composing;
using Webmail.Web.Features.Listing;
using Webmail.Web.Features.Mailboxes;
using Webmail.Web.Features.Reading;
using Webmail.Web.Features.Reading.RemoteImages;
using Webmail.Web.Session;
using Webmail.Web.Shared;

namespace Webmail.Web.Hosting;

/// <summary>Everything the host is made of.</summary>
internal static class WebmailServices
{
    /// <summary>Every section of the configuration and what is read from it.</summary>
    public static readonly IReadOnlyList<(string Section, Type Type)> Settings =
    [
        (KnownSettings.Section, typeof(MailOptions)), (KnownSettings.Section, typeof(WebOptions)), (KnownSettings.Section, typeof(PageLimits)),
        (KnownSettings.Section, typeof(DrainOptions)), ($"{KnownSettings.Section}:Limits", typeof(ServerLimits)), (KnownSettings.Section, typeof(InstanceOptions)),
        ($"{KnownSettings.Section}:RemoteImages", typeof(RemoteImageOptions)),
        ($"{KnownSettings.Section}:Sending", typeof(Mail.Sending.SendingOptions)),
        ($"{KnownSettings.Section}:Attachments", typeof(Mail.Attaching.AttachingOptions)),
        ($"{KnownSettings.Section}:Sessions", typeof(Mail.Accounts.SessionOptions)),
        ($"{KnownSettings.Section}:Redis", typeof(RedisOptions)), ($"{KnownSettings.Section}:Metrics", typeof(MetricsOptions)),
    ];

    /// <summary>Adds mail, sessions and pages. Settings nobody reads are an error.</summary>
    public static void AddWebmailWeb(this WebApplicationBuilder builder)
    {
        var (services, configuration) = (builder.Services, builder.Configuration);
        configuration.AddSecretFiles();
        KnownSettings.Check(configuration, Settings);
        builder.AddTelemetry();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.AddServerHeader = false);
        AddOptions(services, configuration.GetSection(KnownSettings.Section));
        services.AddWebmailMail(configuration);
        services.AddWebmailRedis(configuration);
        services.AddReading();
        services.AddComposing();
        AddSessions(services);
        AddPages(services);
        AddLimits(services);
        services.AddHealthChecks()
            .AddCheck<SessionStoreHealth>("sessions", tags: [HealthEndpoints.ReadyTag])
            .AddCheck<DrainingHealth>("draining", tags: [HealthEndpoints.ReadyTag]);
    }

    private static void AddOptions(IServiceCollection services, IConfigurationSection section)
    {
        services.AddOptions<InstanceOptions>().Bind(section);
        services.AddOptions<PageLimits>().Bind(section)
            .Validate(static o => o is { MaxPagesPerAccount: > 0, MaxPagesPerAddress: > 0 },
                "Webmail__MaxPagesPerAccount and Webmail__MaxPagesPerAddress must be at least 1.")
            .ValidateOnStart();
        services.AddOptions<ServerLimits>().Bind(section.GetSection("Limits")).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ServerLimits>, ServerLimitsValidator>();
        services.AddOptions<RemoteImageOptions>().Bind(section.GetSection("RemoteImages"))
            .Validate(static o => o.IsValid, "Webmail__RemoteImages__AllowedNetworks must be ranges like 10.0.0.0/8, and "
                + "Webmail__RemoteImages__Ports numbers of ports, separated by commas.")
            .ValidateOnStart();
        services.AddOptions<DrainOptions>().Bind(section)
            .Validate(static o => o.DrainSeconds is >= 0 and <= DrainOptions.Longest, $"Webmail__DrainSeconds must be 0 to {DrainOptions.Longest}.")
            .ValidateOnStart();
        services.AddOptions<WebOptions>().Bind(section)
            .Validate(static o => PublicPath.IsValid(o.BasePath),
                "Webmail__BasePath must be a path like /mail: it begins with a slash and has letters, digits, '-', '.', '_' and '~'.")
            .Validate(static o => ProxySetup.IsValid(o.TrustedProxies),
                "Webmail__TrustedProxies must be addresses or ranges like 10.0.0.0/8, separated by commas.")
            .Validate(static o => SecurityContact.IsValid(o.SecurityContact),
                "Webmail__SecurityContact must be an email address or a link that begins with https:, mailto: or tel:.")
            .ValidateOnStart();
        services.AddSingleton<IConfigureOptions<ForwardedHeadersOptions>, ProxySetup>();
    }

    private static void AddSessions(IServiceCollection services)
    {
        // Before whatever else may want a key: hosted services start in this order.
        services.AddHostedService<FirstKey>();
        services.AddScoped<CurrentAccount>();
        services.AddScoped<LiveChanges>();
        services.AddScoped<CircuitHandler, SessionCircuit>();
        services.AddSingleton<OpenPages>();
        services.AddSingleton<Draining>();
        services.AddScoped<ServerLeaving>();
        services.AddSingleton<IHostLifetime, DrainingLifetime>();
        services.AddSingleton<PageConnections>();
        services.AddHostedService(static provider => provider.GetRequiredService<OpenPages>());
        services.AddAuthentication(SessionAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, SessionAuthentication>(SessionAuthentication.SchemeName, null);
        // Whatever does not say otherwise is for people who signed in.
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddCascadingAuthenticationState();
        services.AddAntiforgery(static o => o.Cookie.Name = "webmail-form");
        services.AddDataProtection().SetApplicationName("webmail");
        services.AddSingleton<IConfigureOptions<Microsoft.AspNetCore.DataProtection.KeyManagement.KeyManagementOptions>, KeyRing>();
    }

    private static void AddLimits(IServiceCollection services)
    {
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>, KestrelLimits>();
        services.AddSingleton<IConfigureOptions<CircuitOptions>, CircuitLimits>();
        services.AddSingleton<IConfigureOptions<HubOptions>, CircuitLimits>();
        services.AddSingleton<LivePages>();
        services.AddSingleton<CircuitHandler>(static provider => provider.GetRequiredService<LivePages>());
        services.AddSingleton<FullServerHub>();
    }

    private static void AddPages(IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents().AddHubOptions(static o =>
        {
            o.KeepAliveInterval = PageHub.KeepAlive;
            o.AddFilter<PageConnections>();
            o.AddFilter<FullServerHub>();
        });
        services.AddMudServices(static o =>
        {
            o.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomLeft;
            o.SnackbarConfiguration.MaximumOpacity = 100;
        });
        services.AddLocalization();
        services.AddScoped<CurrentPreferences>();
        services.AddScoped<MailDates>();
        services.AddScoped<MessageListState>();
        services.AddScoped<Wishes>();
        services.AddScoped<ActingState>();
        services.AddScoped<EmptyingJobs>();
        services.Configure<RequestLocalizationOptions>(static o =>
        {
            string[] tags = [.. ReaderPreferences.Languages.Select(static l => l.Tag)];
            o.SetDefaultCulture(tags[0]).AddSupportedCultures(tags).AddSupportedUICultures(tags);
            o.RequestCultureProviders = [new LanguageCookie(), new AcceptLanguageHeaderRequestCultureProvider()];
        });
        // Pages carry no secret that stays the same from one answer to the next (antiforgery tokens, nonces and component markers
        // are encrypted or random each time), so compressing them behind TLS tells an eavesdropper nothing (BREACH).
        services.AddResponseCompression(static o =>
        {
            o.EnableForHttps = true;
            o.MimeTypes = ["text/html"];
        });
        services.Configure<BrotliCompressionProviderOptions>(static o => o.Level = System.IO.Compression.CompressionLevel.Fastest);
    }
}
