using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Webmail.Mail;
using Webmail.Mail.Accounts;
using Webmail.Mail.Messages;
using Webmail.Testing;
using Webmail.Web.Features.Reading;
using Webmail.Web.Session;
using Webmail.Web.Shared;

namespace Webmail.Web.Tests.Features.Reading;

/// <summary>The endpoints on a real web server, with the sign-in replaced by a cookie that names a session in clear.</summary>
internal sealed class ReadingHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClientHandler _handler = new() { UseCookies = false, AllowAutoRedirect = false };
    private readonly Dictionary<string, MailAccount> _sessions = [];

    private ReadingHost(WebApplication app, FakeTimeProvider time) => (_app, Time) = (app, time);

    public FakeTimeProvider Time { get; }

    public HttpClient Client { get; private set; } = null!;

    public IServiceProvider Services => _app.Services;

    public static async Task<ReadingHost> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        builder.Configuration["Webmail:AllowPrivateServers"] = "true";
        builder.Services.AddLocalization();
        builder.Services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        builder.Services.AddWebmailMail(builder.Configuration);
        // Sessions are not under test, and what watches them wants their store.
        foreach (var watching in builder.Services.Where(static s => s.ServiceType == typeof(IHostedService)
            && s.ImplementationType?.Namespace?.StartsWith("Webmail.", StringComparison.Ordinal) == true).ToList())
        {
            builder.Services.Remove(watching);
        }

        builder.Services.AddSingleton<IHeaderCache, InMemoryHeaderCache>();
        builder.Services.AddScoped<CurrentAccount>().AddScoped<CurrentPreferences>().AddScoped<MailDates>();
        builder.Services.AddReading();
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero));
        builder.Services.AddSingleton<TimeProvider>(time);
        var host = new ReadingHost(builder.Build(), time);
        host._app.Use((context, next) =>
        {
            if (context.Request.Cookies["session"] is { } key && host._sessions.TryGetValue(key, out var account))
                context.RequestServices.GetRequiredService<CurrentAccount>().Set(account, key);
            return next(context);
        });
        host._app.MapReading();
        await host._app.StartAsync();
        host.Client = new HttpClient(host._handler) { BaseAddress = new Uri(host._app.Urls.Single() + "/") };
        return host;
    }

    /// <summary>Signs in: requests with this cookie are this account's.</summary>
    public void SignIn(string session, MailAccount account, Credentials? credentials = null)
    {
        _sessions[session] = account;
        Services.GetRequiredService<SignedInAccounts>().Add(account, credentials ?? new Credentials("secret"));
    }

    public string Issue(MessageCapability capability) => Services.GetRequiredService<MessageCapabilities>().Issue(capability);

    public Task<HttpResponseMessage> GetAsync(string path, string? session, string? fetchDest = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path) { Version = HttpVersion.Version11 };
        if (session is not null)
            request.Headers.Add("Cookie", $"session={session}");
        if (fetchDest is not null)
            request.Headers.Add("Sec-Fetch-Dest", fetchDest);
        return Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _handler.Dispose();
        await _app.DisposeAsync();
    }
}
