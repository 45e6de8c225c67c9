using System.Globalization;
using Webmail.Testing.Servers;
using Xunit;

[assembly: AssemblyFixture(typeof(Webmail.EndToEnd.Tests.Harness.Demo))]
[assembly: AssemblyFixture(typeof(Webmail.EndToEnd.Tests.Harness.Browser))]
[assembly: Xunit.v3.Parallelization(MaxThreads = 2)]

namespace Webmail.EndToEnd.Tests.Harness;

/// <summary>What most tests share: a Dovecot, and the webmail in front of it with its embedded cache.</summary>
public sealed class Demo : IAsyncLifetime
{
    private readonly SemaphoreSlim _loading = new(1);
    private TestUser? _person;
    private TestUser? _collector;

    /// <summary>Messages in the large mailbox.</summary>
    public const int BigCount = 100_000;

    /// <summary>The mail server.</summary>
    public DovecotServer Mail { get; } = new();

    /// <summary>The product.</summary>
    public WebmailServer Webmail { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Mail.StartAsync(CancellationToken.None);
        Webmail = await new WebmailServer(Mail).StartAsync(CancellationToken.None);
    }

    /// <summary>The account that holds a person's mail. For tests that change nothing.</summary>
    public async Task<TestUser> PersonAsync(CancellationToken token) => await LoadOnceAsync(() => _person, u => _person = u, 0, token);

    /// <summary>The account that holds <see cref="BigCount"/> messages.</summary>
    public async Task<TestUser> CollectorAsync(CancellationToken token) => await LoadOnceAsync(() => _collector, u => _collector = u, BigCount, token);

    /// <summary>An account of its own with a person's mail, for tests that change it.</summary>
    public async Task<TestUser> NewPersonAsync(CancellationToken token)
    {
        var user = Mail.NewUser();
        await FillAsync(Mail, user, 0, token);
        return user;
    }

    /// <summary>Fills an account: with a person's mail, or with <paramref name="big"/> small messages.</summary>
    public static async Task FillAsync(DovecotServer mail, TestUser user, int big, CancellationToken token)
    {
        var configuration = AppContext.BaseDirectory.TrimEnd('/').Split('/')[^1];
        var program = Path.Combine(Repository.Root, "artifacts", "bin", "Webmail.DemoMailbox", configuration, "Webmail.DemoMailbox.dll");
        List<string> arguments =
        [
            "-n", "19", "dotnet", program, "--port", mail.ImapPort.ToString(CultureInfo.InvariantCulture), "--user", user.Address, "--password", user.Password,
        ];
        if (big > 0)
            arguments.AddRange(["--big", big.ToString(CultureInfo.InvariantCulture)]);
        // Politely: another test signs in meanwhile, on a server that was just started.
        await using var filling = ChildProcess.Start("nice", arguments, new Dictionary<string, string>(), Repository.Root);
        await filling.CompleteAsync(token);
    }

    public async ValueTask DisposeAsync()
    {
        await Webmail.DisposeAsync();
        await Mail.DisposeAsync();
        _loading.Dispose();
    }

    private async Task<TestUser> LoadOnceAsync(Func<TestUser?> known, Action<TestUser> remember, int big, CancellationToken token)
    {
        await _loading.WaitAsync(token);
        try
        {
            if (known() is { } user)
                return user;
            user = Mail.NewUser();
            await FillAsync(Mail, user, big, token);
            remember(user);
            return user;
        }
        finally
        {
            _loading.Release();
        }
    }
}
