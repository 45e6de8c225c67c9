using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Webmail.Mail.Accounts;
using Webmail.Web.Session;
using Xunit;

namespace Webmail.Web.Tests.Session;

public sealed class DrainingTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly OpenPages _pages;
    private readonly Draining _draining;
    private readonly ServerLeaving _leaving;
    private readonly Channel<DateTimeOffset> _told = Channel.CreateUnbounded<DateTimeOffset>();

    public DrainingTests()
    {
        _pages = new OpenPages(new ServiceCollection().BuildServiceProvider(), _time, NullLogger<OpenPages>.Instance);
        _draining = new Draining(_pages, Options.Create(new DrainOptions { DrainSeconds = 20 }), _time, NullLogger<Draining>.Instance);
        _leaving = NewCircuit();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _leaving.Dispose();
        _draining.Dispose();
        _pages.Dispose();
    }

    [Fact]
    public async Task Without_an_open_page_it_ends_at_once()
    {
        await _draining.DrainAsync(Token);

        Assert.True(_draining.HasBegun);
    }

    [Fact]
    public async Task It_ends_when_the_last_page_leaves()
    {
        var (first, second) = (_pages.Add(Page(), new PageLimits())!, _pages.Add(Page(), new PageLimits())!);

        var drained = _draining.DrainAsync(Token);
        first.Dispose();
        Assert.False(drained.IsCompleted);
        second.Dispose();

        await drained.WaitAsync(Token);
    }

    [Fact]
    public async Task A_page_that_stays_holds_it_up_for_the_allowed_time()
    {
        using var page = _pages.Add(Page(), new PageLimits())!;

        var drained = _draining.DrainAsync(Token);
        _time.Advance(TimeSpan.FromSeconds(19));
        Assert.False(drained.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        await drained.WaitAsync(Token);
    }

    [Fact]
    public async Task Whoever_is_in_a_hurry_ends_it()
    {
        using var page = _pages.Add(Page(), new PageLimits())!;
        using var hurry = new CancellationTokenSource();

        var drained = _draining.DrainAsync(hurry.Token);
        Assert.False(drained.IsCompleted);
        await hurry.CancelAsync();

        await drained.WaitAsync(Token);
    }

    [Fact]
    public async Task Pages_are_told_until_when_the_server_stays()
    {
        using var failing = _leaving.Subscribe(static _ => throw new InvalidOperationException("A page with a mistake."));
        using var subscription = _leaving.Subscribe(async until => await _told.Writer.WriteAsync(until));

        await _draining.DrainAsync(Token);

        Assert.Equal(_time.GetUtcNow() + TimeSpan.FromSeconds(20), await _told.Reader.ReadAsync(Token));
    }

    [Fact]
    public async Task A_page_that_comes_later_is_told_at_once()
    {
        await _draining.DrainAsync(Token);

        using var late = _leaving.Subscribe(async until => await _told.Writer.WriteAsync(until));

        await _told.Reader.ReadAsync(Token);
    }

    [Fact]
    public async Task Who_does_not_listen_any_more_is_not_told()
    {
        var asked = 0;
        using var circuit = NewCircuit();
        circuit.Subscribe(_ => Task.FromResult(Interlocked.Increment(ref asked)));
        _leaving.Subscribe(_ => Task.FromResult(Interlocked.Increment(ref asked))).Dispose();
        circuit.Dispose();
        using var last = _leaving.Subscribe(async until => await _told.Writer.WriteAsync(until));

        await _draining.DrainAsync(Token);
        await _told.Reader.ReadAsync(Token);

        Assert.Equal(0, asked);
    }

    private static OpenPage Page() => new(SessionToken.Create(), "account", "192.0.2.1", static () => { });

    private ServerLeaving NewCircuit() => new(_draining, NullLogger<ServerLeaving>.Instance);
}
