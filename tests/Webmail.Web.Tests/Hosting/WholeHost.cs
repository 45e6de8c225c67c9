using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Webmail.Mail;
using Webmail.Mail.Accounts;
using Webmail.Testing;
using Webmail.Testing.Servers;
using Webmail.Web.Hosting;

namespace Webmail.Web.Tests.Hosting;

/// <summary>The host as it ships, on a port of its own, with sessions in memory and a mail server that refuses connections.</summary>
internal sealed class WholeHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DirectoryInfo _data;
    private readonly HttpClientHandler _handler = new() { UseCookies = false, AllowAutoRedirect = false };

    private WholeHost(WebApplication app, DirectoryInfo data, SessionStoreInMemory store)
    {
        (_app, _data, Store) = (app, data, store);
        Client = new HttpClient(_handler) { BaseAddress = new Uri(app.Urls.First()) };
    }

    public HttpClient Client { get; }

    public SessionStoreInMemory Store { get; }

    /// <summary>Where connections seem to come from, when not from this machine.</summary>
    public IPAddress? Peer { get; set; }

    public MailAccount Account { get; } = new(
        "mika@lumen.example", "mika@lumen.example", new MailServer("127.0.0.1", 1, ConnectionSecurity.None),
        new MailServer("127.0.0.1", 1, ConnectionSecurity.None));

    public string DataDirectory => _data.FullName;

    public static Task<WholeHost> StartAsync(params (string Key, string Value)[] settings) => StartAsync(null, settings);

    /// <summary>The same with something more in it: where log lines go, an endpoint that fails.</summary>
    public static async Task<WholeHost> StartAsync(More? more, params (string Key, string Value)[] settings)
    {
        var data = Directory.CreateTempSubdirectory("webmail-host-");
        var store = new SessionStoreInMemory();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = "Webmail.Web",
            ContentRootPath = Path.Combine(Repository.Root, "src", "Webmail.Web"),
        });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Webmail:DataDirectory"] = data.FullName,
            ["Webmail:Imap:Host"] = "127.0.0.1",
            ["Webmail:Imap:Port"] = "1",
            ["Webmail:Imap:Security"] = "None",
            // Not asked: sessions are in memory.
            ["Webmail:Redis:Configuration"] = "127.0.0.1:1,abortConnect=false",
        });
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(static s => s.Key, static s => (string?)s.Value));
        builder.AddWebmailWeb();
        builder.Services.Replace(ServiceDescriptor.Singleton<ISessionStore>(store));
        builder.Services.Replace(ServiceDescriptor.Singleton<INodeChannel>(new NodeChannelInMemory()));
        more?.Building(builder);
        var app = builder.Build();
        WholeHost? host = null;
        app.Use((context, next) =>
        {
            context.Connection.RemoteIpAddress = host?.Peer ?? context.Connection.RemoteIpAddress;
            return next(context);
        });
        app.UseWebmail();
        more?.Mapping(app);
        await app.StartAsync();
        host = new WholeHost(app, data, store);
        return host;
    }

    /// <summary>Signs the account in; the value of its cookie header.</summary>
    public Task<string> SignInAsync() => SignInAsync(Account, new Credentials("kiln-and-cup"));

    /// <summary>Signs an account of a real server in; the value of its cookie header.</summary>
    public async Task<string> SignInAsync(MailAccount account, Credentials credentials)
    {
        var token = await Sessions.BeginAsync(account, credentials, "Test", remember: false, CancellationToken.None);
        return $"webmail={token.ToCookieValue()}";
    }

    public IServiceProvider Services => _app.Services;

    public AccountSessions Sessions => _app.Services.GetRequiredService<AccountSessions>();

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? cookie = null, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (cookie is not null)
            request.Headers.Add("Cookie", cookie);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Client.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _handler.Dispose();
        await _app.DisposeAsync();
        _data.Delete(recursive: true);
    }
}

/// <summary>What a test adds to the host.</summary>
internal class More
{
    public virtual void Building(WebApplicationBuilder builder)
    {
    }

    public virtual void Mapping(WebApplication app)
    {
    }
}
