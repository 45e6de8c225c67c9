using System.Diagnostics.CodeAnalysis;

namespace Webmail.Mail.Watching;

/// <summary>Ends what waits, again and again: each token is signalled by the next <see cref="Raise"/> after it was taken.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A source without a timer holds nothing to dispose, and its token outlives it.")]
internal sealed class Interruption
{
    private CancellationTokenSource _source = new();

    /// <summary>Signalled at the next raise. Take it before looking at the state it stands for, and no change is missed.</summary>
    public CancellationToken Token => Volatile.Read(ref _source).Token;

    /// <summary>Signals everybody who waits; their continuations run elsewhere.</summary>
    public void Raise() => _ = Interlocked.Exchange(ref _source, new CancellationTokenSource()).CancelAsync();
}
