using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Webmail.Benchmarks.Floor;
using Webmail.Mail.Accounts;
using Webmail.Mail.Messages;
using Webmail.Testing.Servers;

namespace Webmail.Benchmarks;

/// <summary>A private Dovecot with one large mailbox, a private Redis, and the mail services as the product wires them.</summary>
internal sealed class MailBed : IAsyncDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("wm-bench-").FullName;

    private MailBed(int messages) => Messages = messages;

    /// <summary>What a row is made of: the floor fetches exactly what the product does.</summary>
    public static string SummaryItems => MessageFetch.RawSummaries;

    public int Messages { get; }

    public DovecotServer Mail { get; } = new() { MaxConnections = 10_000 };

    public RedisServer Redis { get; } = new();

    public TestUser Collector { get; private set; } = null!;

    public static async Task<MailBed> StartAsync(int messages)
    {
        var bed = new MailBed(messages);
        await bed.Mail.StartAsync(CancellationToken.None);
        await bed.Redis.StartAsync(CancellationToken.None);
        bed.Collector = bed.Mail.NewUser();
        await bed.FillAsync(bed.Collector, messages);
        return bed;
    }

    /// <summary>Appends small varied letters to the INBOX.</summary>
    public Task FillAsync(TestUser user, int count) => FillAsync(Mail, user, "INBOX", count);

    /// <summary>Appends small varied letters, a thousand per APPEND (RFC 3502).</summary>
    public static async Task FillAsync(DovecotServer mail, TestUser user, string mailbox, int count)
    {
        using var client = new TcpClient("127.0.0.1", mail.ImapPort);
        await using var stream = new BufferedStream(client.GetStream(), 1 << 20);
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        await reader.ReadLineAsync();
        await SendAsync($"a LOGIN {user.Address} {user.Password}\r\n");
        for (var first = 0; first < count; first += 1000)
        {
            await WriteAsync($"a APPEND {mailbox}");
            for (var i = first; i < Math.Min(first + 1000, count); i++)
            {
                var letter = Letter(i);
                await WriteAsync(string.Create(CultureInfo.InvariantCulture, $" {(i % 7 == 0 ? "()" : "(\\Seen)")} {{{letter.Length}+}}\r\n{letter}"));
            }

            await SendAsync("\r\n");
        }

        async Task WriteAsync(string text) => await stream.WriteAsync(Encoding.ASCII.GetBytes(text));

        async Task SendAsync(string text)
        {
            await WriteAsync(text);
            await stream.FlushAsync();
            for (var line = await reader.ReadLineAsync(); line?.StartsWith("a ", StringComparison.Ordinal) != true; line = await reader.ReadLineAsync())
            {
                if (line is null)
                    throw new EndOfStreamException("The server closed the connection.");
            }
        }
    }

    /// <summary>The services of the product in a container of their own, signed in as the users, with an empty memory.</summary>
    public async Task<ServiceProvider> ServicesAsync(params TestUser[] users)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Webmail:Imap:Host"] = "127.0.0.1",
            ["Webmail:DataDirectory"] = _data,
            ["Webmail:Redis:Configuration"] = Redis.Configuration,
        }).Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration).AddLogging(static logging => logging.SetMinimumLevel(LogLevel.Error));
        services.AddWebmailMail(configuration).AddWebmailRedis(configuration);
        var provider = services.BuildServiceProvider();
        foreach (var hosted in provider.GetServices<IHostedService>())
            await hosted.StartAsync(CancellationToken.None);
        foreach (var user in users)
            provider.GetRequiredService<SignedInAccounts>().Add(user.Account, user.Credentials);
        return provider;
    }

    public Task<RawImapConnection> FloorAsync(TestUser user) =>
        RawImapConnection.SignInAsync("127.0.0.1", Mail.ImapPort, user.Address, user.Password);

    public Task ForgetCacheAsync() => Redis.CommandAsync(["FLUSHALL"], CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Mail.DisposeAsync();
        await Redis.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    private static string Letter(int i)
    {
        var date = DateTimeOffset.UnixEpoch.AddSeconds(1_400_000_000 + (i * 3600L)).ToString("ddd, dd MMM yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture);
        var head = $"From: Correspondent {i % 300} <c{i % 300}@example.test>\r\nTo: Reader <reader@example.test>\r\n"
            + $"Subject: Notes on item {i} and what follows from them\r\nDate: {date}\r\nMessage-ID: <{i}@example.test>\r\nMIME-Version: 1.0\r\n";
        var text = $"Dear reader,\r\n\r\nitem {i} came back from the kiln today. The glaze held, the foot did not.\r\n";
        return i % 3 == 0
            ? head + $"Content-Type: multipart/alternative; boundary=\"b{i}\"\r\n\r\n--b{i}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
                + $"--b{i}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>{text}</p>\r\n--b{i}--\r\n"
            : head + $"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}";
    }
}
