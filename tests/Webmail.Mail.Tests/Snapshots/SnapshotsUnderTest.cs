using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Webmail.Mail.Accounts;
using Webmail.Mail.SigningIn;
using Webmail.Mail.Snapshots;
using Webmail.Mail.Tests.Accounts;
using Webmail.Testing;
using Webmail.Testing.Servers;

namespace Webmail.Mail.Tests.Snapshots;

/// <summary>Copies to other servers as the product wires them, for a user who is signed in.</summary>
internal sealed class SnapshotsUnderTest : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("wm-snapshots-");
    private readonly ServiceProvider _services;

    public SnapshotsUnderTest(TestUser user, bool allowsPrivateServers = true)
    {
        User = user;
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<ISessionStore>(new SessionStoreInMemory());
        services.AddSingleton<INodeChannel>(new NodeChannelInMemory());
        services.AddSingleton<ISignInAttempts>(new SignInAttemptsInMemory(TimeProvider.System));
        services.AddWebmailMail(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Webmail:DataDirectory"] = _directory.FullName,
            ["Webmail:Imap:Host"] = user.Account.Imap.Host,
            ["Webmail:Imap:Port"] = $"{user.Account.Imap.Port}",
            ["Webmail:Imap:Security"] = "None",
            ["Webmail:AllowPrivateServers"] = $"{allowsPrivateServers}",
        }).Build());
        _services = services.BuildServiceProvider();
        _services.GetRequiredService<SignedInAccounts>().Add(user.Account, user.Credentials);
        Snapshots = _services.GetRequiredService<FolderSnapshots>();
    }

    public TestUser User { get; }

    public FolderSnapshots Snapshots { get; }

    public SignedInAccounts Accounts => _services.GetRequiredService<SignedInAccounts>();

    public AccountId Account => User.Account.Id;

    /// <summary>Everything of the account into a folder of the target.</summary>
    public static SnapshotRequest Everything(TestUser target, string folder = "Copy", int? port = null) => new(
        null, true, new MailServer("127.0.0.1", port ?? target.Account.Imap.Port, ConnectionSecurity.None), target.Account.UserName, folder);

    /// <summary>Begins a copy, which must work.</summary>
    public async Task StartAsync(SnapshotRequest request, TestUser target, CancellationToken token)
    {
        var start = await Snapshots.StartAsync(Account, request, target.Credentials, token);
        if (start.Outcome != SnapshotOutcome.Started)
            throw new InvalidOperationException($"{start.Outcome} {start.Failure} {start.Detail}");
    }

    /// <summary>Copies to the end.</summary>
    public async Task<SnapshotProgress> RunAsync(SnapshotRequest request, TestUser target, CancellationToken token)
    {
        await StartAsync(request, target, token);
        await Snapshots.EndOf(Account).WaitAsync(TimeSpan.FromMinutes(5), token);
        return Snapshots.Find(Account)!;
    }

    /// <summary>Waits until the copy is as far as a test wants it.</summary>
    public async Task<SnapshotProgress> UntilAsync(Func<SnapshotProgress, bool> isThere, CancellationToken token)
    {
        var changed = new SemaphoreSlim(0);
        using var subscription = Snapshots.Subscribe(Account, () => changed.Release());
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        while (true)
        {
            if (Snapshots.Find(Account) is { } now && isThere(now))
                return now;
            await changed.WaitAsync(limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
