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
using Webmail.Web.Features.Reading.RemoteImages;
using Webmail.Web.Session;
using Webmail.Web.Shared;
using Webmail.Web.Tests.Hosting;

namespace Webmail.Web.Tests.Features.Reading;

/// <summary>The endpoints on a real web server, with the sign-in replaced by a cookie that names a session in clear.</summary>
internal sealed class ReadingHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClientHandler _handler = new() { UseCookies = false, AllowAutoRedirect = false };
    private readonly DirectoryInfo _data;
    private readonly Dictionary<string, (MailAccount Account, SessionToken Token)> _sessions = [];

    private ReadingHost(WebApplication app, FakeTimeProvider time, DirectoryInfo data) => (_app, Time, _data) = (app, time, data);

    public FakeTimeProvider Time { get; }

    public HttpClient Client { get; private set; } = null!;

    public IServiceProvider Services => _app.Services;

    public static async Task<ReadingHost> StartAsync(Action<RemoteImageOptions>? images = null)
    {
        var data = Directory.CreateTempSubdirectory("webmail-reading-");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        builder.Configuration["Webmail:AllowPrivateServers"] = "true";
        builder.Configuration["Webmail:DataDirectory"] = data.FullName;
        builder.Services.AddLocalization();
        builder.Services.AddRazorComponents();
        builder.Services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        builder.Services.AddWebmailMail(builder.Configuration);
        builder.Services.AddSingleton<ISessionStore, SessionStoreInMemory>();
        builder.Services.AddSingleton<INodeChannel, NodeChannelInMemory>();
        // What watches sessions is not under test, and wants more than is here.
        foreach (var watching in builder.Services.Where(static s => s.ServiceType == typeof(IHostedService)
            && s.ImplementationType?.Namespace?.StartsWith("Webmail.", StringComparison.Ordinal) == true).ToList())
        {
            builder.Services.Remove(watching);
        }

        builder.Services.AddSingleton<IHeaderCache, InMemoryHeaderCache>().AddSingleton<Webmail.Mail.Operations.IJournalStore, JournalStoreInMemory>();
        builder.Services.AddScoped<CurrentAccount>().AddScoped<CurrentPreferences>().AddScoped<MailDates>();
        builder.Services.AddReading();
        builder.Services.Configure(images ?? (static _ => { }));
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero));
        builder.Services.AddSingleton<TimeProvider>(time);
        var host = new ReadingHost(builder.Build(), time, data);
        host._app.Use((context, next) =>
        {
            if (context.Request.Cookies["session"] is { } key && host._sessions.TryGetValue(key, out var session))
                context.RequestServices.GetRequiredService<CurrentAccount>().Set(session.Account, session.Token.Key);
            return next(context);
        });
        host._app.MapReading();
        await host._app.StartAsync();
        host.Client = new HttpClient(host._handler) { BaseAddress = new Uri(host._app.Urls.Single() + "/") };
        return host;
    }

    /// <summary>Signs in: requests with this cookie are this account's.</summary>
    public async Task SignInAsync(string session, MailAccount account, Credentials? credentials = null)
    {
        var token = await Sessions.BeginAsync(account, credentials ?? new Credentials("secret"), "Test", false, CancellationToken.None);
        _sessions[session] = (account, token);
    }

    /// <summary>Ends the session of this cookie, which the browser keeps.</summary>
    public Task SignOutAsync(string session) => Sessions.EndAsync(_sessions[session].Token, CancellationToken.None);

    /// <summary>A capability for the session of a cookie.</summary>
    public string Issue(MessageCapability capability) => Services.GetRequiredService<MessageCapabilities>().Issue(
        _sessions.TryGetValue(capability.SessionKey, out var session) ? capability with { SessionKey = session.Token.Key } : capability);

    private AccountSessions Sessions => Services.GetRequiredService<AccountSessions>();

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
        _data.Delete(recursive: true);
    }
}
