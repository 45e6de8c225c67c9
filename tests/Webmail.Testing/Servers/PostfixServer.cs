using System.Globalization;
using Webmail.Mail;
using Xunit;

namespace Webmail.Testing.Servers;

/// <summary>A private Postfix on loopback that takes mail from the users of a Dovecot and delivers it back to it.</summary>
public sealed class PostfixServer : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("wm-postfix-").FullName;

    /// <summary>The mail server behind it; a class that shares this one shares it too.</summary>
    public DovecotServer Mail { get; } = new();

    private readonly int[] _ports = LoopbackPort.Free(2);

    /// <summary>Port of submission; stays the same over restarts.</summary>
    public int Port => _ports[0];

    /// <summary>The same server without SMTPUTF8, as older ones are.</summary>
    public int OldPort => _ports[1];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await Mail.StartAsync(CancellationToken.None);
        await StartAsync(CancellationToken.None);
    }

    /// <summary>Starts it and waits until it answers.</summary>
    public async Task StartAsync(CancellationToken token)
    {
        await Program.RunAsync(Path.Combine(Repository.Testbed, "postfix.sh"), ["start", _directory], new Dictionary<string, string>
        {
            ["POSTFIX_PORT"] = Port.ToString(CultureInfo.InvariantCulture),
            ["POSTFIX_OLD_PORT"] = OldPort.ToString(CultureInfo.InvariantCulture),
            ["DOVECOT_DIR"] = Mail.DataDirectory,
            ["DOVECOT_LMTP_PORT"] = Mail.LmtpPort.ToString(CultureInfo.InvariantCulture),
        }, token);
        await LoopbackPort.WaitForAsync(Port, "220", token);
    }

    /// <summary>Stops it, as an outage does; what it took stays.</summary>
    public Task StopAsync(CancellationToken token) =>
        Program.RunAsync(Path.Combine(Repository.Testbed, "postfix.sh"), ["stop", _directory], null, token);

    /// <summary>A fresh user whose mail leaves through this server, or through a relay in front of it.</summary>
    public TestUser NewUser(int? port = null)
    {
        var user = Mail.NewUser();
        return user with { Account = user.Account with { Smtp = new MailServer("127.0.0.1", port ?? Port, ConnectionSecurity.None) } };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        await Mail.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
