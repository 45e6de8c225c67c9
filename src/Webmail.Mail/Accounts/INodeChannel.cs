namespace Webmail.Mail.Accounts;

/// <summary>How the nodes of one installation talk to each other. What is said is kept nowhere; who is not listening misses it.</summary>
public interface INodeChannel
{
    /// <summary>Says something to every node on a channel; how many heard it, this one included.</summary>
    /// <exception cref="SessionStoreException">Nothing carries it.</exception>
    Task<long> SayAsync(string channel, byte[] message, CancellationToken token);

    /// <summary>Calls back with what any node says on a channel; dispose to stop. Callbacks must be quick and must not throw.</summary>
    IDisposable Listen(string channel, Action<byte[]> heard);
}
