namespace Webmail.Web.Features.Reading;

/// <summary>Lets one at a time through for each key, in the order they came.</summary>
internal sealed class OneEach<TKey>
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, Queue<TaskCompletionSource>> _inside = [];

    /// <summary>Done when it is this one's turn, which lasts until <see cref="Leave"/>.</summary>
    public Task EnterAsync(TKey key)
    {
        lock (_lock)
        {
            if (_inside.TryGetValue(key, out var waiting))
            {
                var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                waiting.Enqueue(turn);
                return turn.Task;
            }

            _inside[key] = new Queue<TaskCompletionSource>();
            return Task.CompletedTask;
        }
    }

    /// <summary>Ends the turn of whoever is inside.</summary>
    public void Leave(TKey key)
    {
        lock (_lock)
        {
            if (_inside[key].TryDequeue(out var next))
                next.SetResult();
            else
                _inside.Remove(key);
        }
    }
}
