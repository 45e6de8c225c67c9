using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Webmail.Mail;
using Webmail.Mail.Accounts;
using Xunit;

namespace Webmail.Redis.Tests;

/// <summary>The services as the host has them, with the embedded server.</summary>
public sealed class RedisServicesTests : IDisposable
{
    private static readonly MailAccount Ada = new(
        "ada@example.org", "ada@example.org", new MailServer("imap.example.org", 993, ConnectionSecurity.Tls),
        new MailServer("smtp.example.org", 465, ConnectionSecurity.Tls));

    private readonly string _directory = Directory.CreateTempSubdirectory("wm-redis-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_session_outlives_a_restart_of_the_host()
    {
        SessionToken token;
        using (var host = await StartAsync())
        {
            var sessions = host.Services.GetRequiredService<AccountSessions>();
            token = await sessions.BeginAsync(Ada, new Credentials("secret"), "Firefox on Linux", false, Token);
            await host.StopAsync(Token);
        }

        using (var host = await StartAsync())
        {
            Assert.True(await host.Services.GetRequiredService<RedisConnection>().PingAsync(Token));
            var session = await host.Services.GetRequiredService<AccountSessions>().ResumeAsync(token, Token);
            Assert.Equal("secret", session!.Credentials.Password);
            await host.StopAsync(Token);
        }
    }

    [Fact]
    public async Task Starting_twice_on_one_directory_fails_in_words()
    {
        using var first = await StartAsync();

        var error = await Assert.ThrowsAsync<InvalidOperationException>(StartAsync);

        Assert.Contains("Another process uses the embedded Redis", error.Message, StringComparison.Ordinal);
        await first.StopAsync(Token);
    }

    private async Task<IHost> StartAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection([new("Webmail:DataDirectory", _directory)]);
        builder.Logging.ClearProviders();
        builder.Services.AddWebmailMail(builder.Configuration);
        builder.Services.AddWebmailRedis(builder.Configuration);
        var host = builder.Build();
        try
        {
            await host.StartAsync(Token);
            return host;
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }
}
