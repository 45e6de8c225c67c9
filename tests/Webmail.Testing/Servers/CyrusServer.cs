using System.Globalization;
using MailKit.Net.Imap;
using MailKit.Security;
using Webmail.Mail;
using Webmail.Mail.Accounts;
using Xunit;

namespace Webmail.Testing.Servers;

/// <summary>
/// A private Cyrus on loopback, with its mail in a temporary directory. As an xunit fixture it starts by itself; elsewhere call
/// <see cref="InitializeAsync"/>. Tests that share one take a user of their own each from <see cref="NewUser"/>.
/// </summary>
public sealed class CyrusServer : IAsyncLifetime
{
    private const string Password = "secret";

    private readonly string _directory = Directory.CreateTempSubdirectory("wm-cyrus-").FullName;
    private int _usersHandedOut;

    /// <summary>Chooses the ports; nothing runs yet.</summary>
    public CyrusServer()
    {
        var ports = LoopbackPort.Free(2);
        (ImapPort, ImapsPort) = (ports[0], ports[1]);
    }

    /// <summary>All mailboxes below INBOX with dots between the names, as old installations have them.</summary>
    public bool IsClassic { get; init; }

    /// <summary>Storage per user in kilobytes.</summary>
    public int QuotaKilobytes { get; init; } = 1024 * 1024;

    /// <summary>The largest message that is taken, in bytes.</summary>
    public int MaxMessageBytes { get; init; } = 100 * 1024 * 1024;

    /// <summary>Capabilities that are not offered ("LITERAL+ MULTIAPPEND").</summary>
    public string Without { get; init; } = "";

    /// <summary>How many users there are to hand out.</summary>
    public int Users { get; init; } = 30;

    /// <summary>Port of plain IMAP and STARTTLS; stays the same over restarts.</summary>
    public int ImapPort { get; }

    /// <summary>Port of IMAP over TLS, with a certificate for localhost that nobody signed.</summary>
    public int ImapsPort { get; }

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => new(StartAsync(CancellationToken.None));

    /// <summary>Starts the server, after <see cref="StopAsync"/> on the same ports with the same mail, and waits until it answers.</summary>
    public async Task StartAsync(CancellationToken token)
    {
        var users = Enumerable.Range(1, Users).Select(static number => $"{NameOf(number)}:{Password}");
        await File.WriteAllLinesAsync(Path.Combine(_directory, "users"), users, token);
        var environment = new Dictionary<string, string>
        {
            ["CYRUS_IMAP_PORT"] = ImapPort.ToString(CultureInfo.InvariantCulture),
            ["CYRUS_IMAPS_PORT"] = ImapsPort.ToString(CultureInfo.InvariantCulture),
            ["CYRUS_NAMESPACE"] = IsClassic ? "classic" : "modern",
            ["CYRUS_QUOTA"] = QuotaKilobytes.ToString(CultureInfo.InvariantCulture),
            ["CYRUS_MAX_MESSAGE"] = MaxMessageBytes.ToString(CultureInfo.InvariantCulture),
            ["CYRUS_WITHOUT"] = Without,
            ["CYRUS_OWNER"] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
        };
        await RunAsync("start", environment, token);
        await LoopbackPort.WaitForAsync(ImapPort, "* OK", token);
    }

    /// <summary>Stops the server and cuts its connections, as an outage does; the mail stays.</summary>
    public Task StopAsync(CancellationToken token) => RunAsync("stop", null, token);

    /// <summary>A user with an empty mailbox that no other test has.</summary>
    public TestUser NewUser()
    {
        var number = Interlocked.Increment(ref _usersHandedOut);
        if (number > Users)
            throw new ServerFailedException("No user is left.");
        var imap = new MailServer("127.0.0.1", ImapPort, ConnectionSecurity.None);
        return new TestUser(new MailAccount(NameOf(number), NameOf(number), imap, Smtp: imap), new Credentials(Password));
    }

    /// <summary>A client of the user, signed in.</summary>
    public async Task<ImapClient> ConnectAsync(TestUser user, CancellationToken token)
    {
        var client = new ImapClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", ImapPort, SecureSocketOptions.None, token);
            await client.AuthenticateAsync(new SaslMechanismPlain(user.Account.UserName, user.Password), token);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        Directory.Delete(_directory, recursive: true);
    }

    private static string NameOf(int number) => $"user{number}";

    private Task<string> RunAsync(string action, IReadOnlyDictionary<string, string>? environment, CancellationToken token) =>
        Program.RunAsync(Path.Combine(Repository.Testbed, "cyrus.sh"), [action, _directory], environment, token);
}
