using Webmail.Mail;

namespace Webmail.Web.Features.Reading.RemoteImages;

/// <summary>Lets few fetch at once: of one account, and of all together.</summary>
/// <param name="all">How many at once of all accounts.</param>
/// <param name="each">How many at once of one account.</param>
/// <param name="waiting">How many of one account may wait or fetch.</param>
internal sealed class FetchTurns(int all, int each, int waiting) : IDisposable
{
    private readonly SemaphoreSlim _all = new(all);
    private readonly Dictionary<AccountId, Line> _lines = [];
    private readonly Lock _gate = new();

    private sealed class Line(int each)
    {
        public SemaphoreSlim Turn { get; } = new(each);

        public int Count { get; set; }
    }

    /// <summary>Runs <paramref name="fetch"/> when it is its turn.</summary>
    /// <exception cref="RemoteImageException"><see cref="RemoteImageFailure.Busy"/>.</exception>
    public async Task<T> RunAsync<T>(AccountId account, Func<Task<T>> fetch, CancellationToken token)
    {
        var line = Enter(account);
        try
        {
            await line.Turn.WaitAsync(token);
            try
            {
                await _all.WaitAsync(token);
                try
                {
                    return await fetch();
                }
                finally
                {
                    _all.Release();
                }
            }
            finally
            {
                line.Turn.Release();
            }
        }
        finally
        {
            Leave(account, line);
        }
    }

    public void Dispose() => _all.Dispose();

    private Line Enter(AccountId account)
    {
        lock (_gate)
        {
            if (!_lines.TryGetValue(account, out var line))
                _lines[account] = line = new Line(each);
            if (line.Count >= waiting)
                throw new RemoteImageException(RemoteImageFailure.Busy);
            line.Count++;
            return line;
        }
    }

    private void Leave(AccountId account, Line line)
    {
        lock (_gate)
        {
            if (--line.Count > 0)
                return;
            _lines.Remove(account);
            line.Turn.Dispose();
        }
    }
}
