using System.Diagnostics;
using System.Globalization;
using System.Text;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Security;
using MimeKit;
using Webmail.Mail;
using Webmail.Mail.Accounts;
using Xunit;

namespace Webmail.Testing.Servers;

/// <summary>
/// A private Dovecot on loopback, with its mail in a temporary directory. As an xunit fixture it starts by itself; elsewhere
/// call <see cref="InitializeAsync"/>. Tests that share one take a user of their own each from <see cref="NewUser"/>.
/// </summary>
public sealed class DovecotServer : IAsyncLifetime
{
    private const string InitialPassword = "secret";
    private const string Template = "template@example.test";
    private static readonly string[] SpecialMailboxes = ["Drafts", "Sent", "Archive", "Spam", "Trash"];

    private readonly string _directory = Directory.CreateTempSubdirectory("wm-dovecot-").FullName;
    private readonly Dictionary<string, string> _passwords = [];
    private readonly Lock _passwordsLock = new();
    private int _usersHandedOut;

    /// <summary>Chooses the ports and writes the list of users; nothing runs yet.</summary>
    public DovecotServer()
    {
        var ports = LoopbackPort.Free(3);
        (ImapPort, ImapsPort, LmtpPort) = (ports[0], ports[1], ports[2]);
        ProtocolLog = new ProtocolLog(Path.Combine(_directory, "rawlog"));
    }

    /// <summary>How mail is stored: sdbox, mdbox or maildir.</summary>
    public string Format { get; init; } = "sdbox";

    /// <summary>Connections that one user may hold; Dovecot's own default is 10.</summary>
    public int MaxConnections { get; init; } = 10;

    /// <summary>How many users there are to hand out.</summary>
    public int Users { get; init; } = 500;

    /// <summary>Storage per user, as Dovecot writes it ("1G").</summary>
    public string Quota { get; init; } = "1G";

    /// <summary>What the server says it can do ("IMAP4rev1 IDLE"); <see langword="null"/> for everything it can.</summary>
    public string? Capability { get; init; }

    /// <summary>Whether it takes annotations (METADATA): yes, no, or "unstored": offered, but with nowhere to keep them.</summary>
    public string Metadata { get; init; } = "yes";

    /// <summary>Records what moves in <see cref="ProtocolLog"/>; the server then offers no COMPRESS.</summary>
    public bool RecordsProtocol { get; init; }

    /// <summary>Whether users may share their mailboxes (ACL): others find them under shared/ADDRESS/.</summary>
    public bool Shares { get; init; }

    /// <summary>Port of plain IMAP and STARTTLS; stays the same over restarts.</summary>
    public int ImapPort { get; }

    /// <summary>Port of IMAP over TLS, with a certificate for localhost that nobody signed.</summary>
    public int ImapsPort { get; }

    /// <summary>Where its configuration is.</summary>
    public string DataDirectory => _directory;

    /// <summary>Port of LMTP.</summary>
    public int LmtpPort { get; }

    /// <summary>What moved over the sessions, when <see cref="RecordsProtocol"/> is set.</summary>
    public ProtocolLog ProtocolLog { get; }

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => new(StartAsync(CancellationToken.None));

    /// <summary>Starts the server, after <see cref="StopAsync"/> on the same ports with the same mail, and waits until it answers.</summary>
    public async Task StartAsync(CancellationToken token)
    {
        PrepareUsers();
        if (RecordsProtocol)
            Directory.CreateDirectory(Path.Combine(_directory, "rawlog"));
        var environment = new Dictionary<string, string>
        {
            ["DOVECOT_IMAP_PORT"] = ImapPort.ToString(CultureInfo.InvariantCulture),
            ["DOVECOT_IMAPS_PORT"] = ImapsPort.ToString(CultureInfo.InvariantCulture),
            ["DOVECOT_LMTP_PORT"] = LmtpPort.ToString(CultureInfo.InvariantCulture),
            ["DOVECOT_FORMAT"] = Format,
            ["DOVECOT_MAX_CONNECTIONS"] = MaxConnections.ToString(CultureInfo.InvariantCulture),
            ["DOVECOT_QUOTA"] = Quota,
            ["DOVECOT_CAPABILITY"] = Capability ?? "",
            ["DOVECOT_COMPRESS"] = RecordsProtocol ? "no" : "yes",
            ["DOVECOT_ACL"] = Shares ? "yes" : "no",
            ["DOVECOT_METADATA"] = Metadata,
            ["DOVECOT_OWNER"] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
        };
        await Program.RunAsync(Path.Combine(Repository.Testbed, "dovecot.sh"), ["start", _directory], environment, token);
        await LoopbackPort.WaitForAsync(ImapPort, "* OK", token);
        if (!Directory.Exists(MailOf(Template)))
            await MakeTemplateAsync(token);
    }

    /// <summary>Stops the server and cuts its connections, as an outage does; the mail stays.</summary>
    public Task StopAsync(CancellationToken token) =>
        Program.RunAsync(Path.Combine(Repository.Testbed, "dovecot.sh"), ["stop", _directory], null, token);

    /// <summary>A user with an empty mailbox that no other test has.</summary>
    public TestUser NewUser()
    {
        var number = Interlocked.Increment(ref _usersHandedOut);
        if (number > Users)
            throw new ServerFailedException("No user is left.");
        var user = User(AddressOf(number));
        Copy(Template, user.Address);
        return user;
    }

    /// <summary>The user with this address and the present password, for a client that connects without TLS.</summary>
    public TestUser User(string address)
    {
        lock (_passwordsLock)
        {
            var imap = new MailServer("127.0.0.1", ImapPort, ConnectionSecurity.None);
            return new TestUser(new MailAccount(address, address, imap, Smtp: imap), new Credentials(_passwords.GetValueOrDefault(address, InitialPassword)));
        }
    }

    /// <summary>Changes a password and waits until the server asks for the new one; open sessions stay open.</summary>
    public async Task<TestUser> ChangePasswordAsync(TestUser user, string password, CancellationToken token)
    {
        lock (_passwordsLock)
            _passwords[user.Address] = password;
        WriteUsers();
        var changed = User(user.Address);
        while (true)
        {
            try
            {
                using var client = await ConnectAsync(changed, token);
                return changed;
            }
            catch (AuthenticationException)
            {
                // Dovecot looks at the file once a second.
                await Task.Delay(100, token);
            }
        }
    }

    /// <summary>Delivers a message to the user's INBOX as from another server. Bare line feeds become CRLF.</summary>
    public Task DeliverAsync(TestUser user, string message, CancellationToken token) =>
        DeliverAsync(user, Encoding.UTF8.GetBytes(message), token);

    /// <summary>Delivers a message to the user's INBOX as from another server.</summary>
    public async Task DeliverAsync(TestUser user, MimeMessage message, CancellationToken token)
    {
        using var stream = new MemoryStream();
        await message.WriteToAsync(stream, token);
        await DeliverAsync(user, stream.ToArray(), token);
    }

    /// <summary>Delivers a message, byte by byte, to the user's INBOX as from another server. Bare line feeds become CRLF.</summary>
    public Task DeliverAsync(TestUser user, ReadOnlyMemory<byte> message, CancellationToken token) =>
        LmtpClient.DeliverAsync(LmtpPort, user.Address, message, token);

    /// <summary>A second client of the user, signed in: to prepare a mailbox, and to change it behind the product's back.</summary>
    public async Task<ImapClient> ConnectAsync(TestUser user, CancellationToken token)
    {
        var client = new ImapClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", ImapPort, SecureSocketOptions.None, token);
            await client.AuthenticateAsync(new SaslMechanismPlain(user.Address, user.Password), token);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>How many IMAP connections the user holds, as the server counts them.</summary>
    public async Task<int> CountConnectionsAsync(TestUser user, CancellationToken token)
    {
        var lines = await DoveadmAsync(["-f", "flow", "who", "-1", user.Address], token);
        return lines.Split('\n').Count(line => line.Contains($"username={user.Address}", StringComparison.Ordinal));
    }

    /// <summary>
    /// The names of the private annotations of vendors that the user's account has, without "/private/". IMAP tells only what is asked
    /// for by name; the file in which the server keeps them has a line for each name and one for each value.
    /// </summary>
    public async Task<IReadOnlyList<string>> AnnotationsAsync(TestUser user, CancellationToken token)
    {
        const string OfServer = "/vendor/vendor.dovecot/pvt/server/";
        var file = Path.Combine(MailOf(user.Address), "dovecot-attributes");
        var names = File.Exists(file) ? (await File.ReadAllLinesAsync(file, token)).Where(static (_, line) => line % 2 == 0) : [];
        return [.. names.Where(static name => name.Contains(OfServer, StringComparison.Ordinal))
            .Select(static name => name[(name.IndexOf(OfServer, StringComparison.Ordinal) + OfServer.Length)..])];
    }

    /// <summary>Gives <paramref name="to"/>, who never signed in, the same mail as <paramref name="from"/>, who has no connection.</summary>
    public void CopyMail(TestUser from, TestUser to)
    {
        Directory.Delete(MailOf(to.Address), recursive: true);
        Copy(from.Address, to.Address);
    }

    /// <summary>Cuts all connections of the user, as an administrator or a broken network would.</summary>
    public Task KickAsync(TestUser user, CancellationToken token) => DoveadmAsync(["kick", user.Address], token);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        Directory.Delete(_directory, recursive: true);
    }

    private static string AddressOf(int number) => $"user{number}@example.test";

    private string MailOf(string address) => Path.Combine(_directory, "mail", address);

    /// <summary>
    /// An account whose mailboxes are all there. Dovecot 2.3 makes them when they are first asked for, and two sessions of a new user
    /// that do so at once lock each other out: the one that loses dies, be it a client's or a delivery.
    /// </summary>
    private async Task MakeTemplateAsync(CancellationToken token)
    {
        using var client = await ConnectAsync(User(Template), token);
        await client.Inbox!.OpenAsync(FolderAccess.ReadOnly, token);
        foreach (var name in SpecialMailboxes)
            await (await client.GetFolderAsync(name, token)).StatusAsync(StatusItems.Count, token);
        await client.DisconnectAsync(true, token);
    }

    private void Copy(string from, string to)
    {
        using var copying = Program.Start(new ProcessStartInfo("/bin/cp", ["-a", MailOf(from), MailOf(to)]));
        copying.WaitForExit();
        if (copying.ExitCode != 0)
            throw new ServerFailedException($"The mail of {from} could not be copied.");
    }

    private Task<string> DoveadmAsync(string[] arguments, CancellationToken token) =>
        Program.RunAsync("/usr/bin/doveadm", ["-c", Path.Combine(_directory, "dovecot.conf"), .. arguments], null, token);

    private void PrepareUsers()
    {
        lock (_passwordsLock)
        {
            _passwords.TryAdd(Template, InitialPassword);
            for (var i = 1; i <= Users; i++)
                _passwords.TryAdd(AddressOf(i), InitialPassword);
        }

        WriteUsers();
    }

    private void WriteUsers()
    {
        lock (_passwordsLock)
        {
            var lines = _passwords.Select(static user => $"{user.Key}:{{PLAIN}}{user.Value}");
            var fresh = Path.Combine(_directory, "users.new");
            File.WriteAllLines(fresh, lines);
            File.Move(fresh, Path.Combine(_directory, "users"), overwrite: true);
        }
    }
}
