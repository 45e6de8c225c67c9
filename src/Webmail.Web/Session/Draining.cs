using Microsoft.Extensions.Options;

namespace Webmail.Web.Session;

/// <summary>
/// The last seconds of a server that was asked to stop: it is not ready any more and lets no new page in, open pages are told and
/// go on meanwhile.
/// </summary>
internal sealed class Draining(OpenPages pages, IOptions<DrainOptions> options, TimeProvider time, ILogger<Draining> logger) : IDisposable
{
    private readonly CancellationTokenSource _began = new();

    /// <summary>Whether it has begun.</summary>
    public bool HasBegun => _began.IsCancellationRequested;

    /// <summary>Signalled when it begins.</summary>
    public CancellationToken Began => _began.Token;

    /// <summary>Until when the server stays at most; means nothing before it has begun.</summary>
    public DateTimeOffset Until { get; private set; }

    /// <summary>Begins, and ends as soon as no page is open, the time is over or <paramref name="hurry"/> is signalled.</summary>
    public async Task DrainAsync(CancellationToken hurry)
    {
        var patience = TimeSpan.FromSeconds(options.Value.DrainSeconds);
        Until = time.GetUtcNow() + patience;
        using var limit = new CancellationTokenSource(patience, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, hurry);
        SessionLog.Draining(logger, pages.Total, patience);
        await _began.CancelAsync();
        await pages.WhenNoneAsync().WaitAsync(end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        SessionLog.Drained(logger, pages.Total);
    }

    public void Dispose() => _began.Dispose();
}

/// <summary>How long open pages may stay when the server stops. Bound to the section "Webmail".</summary>
internal sealed class DrainOptions
{
    /// <summary>The longest that is allowed.</summary>
    public const int Longest = 3600;

    /// <summary>Seconds; 0 for not at all.</summary>
    public int DrainSeconds { get; set; } = 10;
}
