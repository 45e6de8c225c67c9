namespace Webmail.Mail.Accounts;

/// <summary>Callbacks that come and go. They run on the caller's thread, must be quick and must not throw.</summary>
internal sealed class Listeners<T>
{
    private readonly Lock _gate = new();
    private readonly List<Action<T>> _callbacks = [];

    /// <summary>Calls back until the result is disposed.</summary>
    public IDisposable Add(Action<T> callback)
    {
        lock (_gate)
            _callbacks.Add(callback);
        return new Listener(this, callback);
    }

    /// <summary>Calls everybody.</summary>
    public void Call(T value)
    {
        Action<T>[] callbacks;
        lock (_gate)
            callbacks = [.. _callbacks];
        foreach (var callback in callbacks)
            callback(value);
    }

    private sealed class Listener(Listeners<T> owner, Action<T> callback) : IDisposable
    {
        private bool _disposed;

        public void Dispose()
        {
            lock (owner._gate)
            {
                if (!_disposed)
                    owner._callbacks.Remove(callback);
                _disposed = true;
            }
        }
    }
}
