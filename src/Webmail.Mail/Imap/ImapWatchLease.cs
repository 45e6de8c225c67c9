namespace Webmail.Mail.Imap;

/// <summary>The connection that watches an account, beside the working ones. Dispose to close it.</summary>
internal sealed class ImapWatchLease(ImapConnection connection, AccountConnections connections) : IAsyncDisposable
{
    /// <summary>The connection.</summary>
    public ImapConnection Connection { get; } = connection;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await connections.EndWatchingAsync(Connection).ConfigureAwait(false);
}
