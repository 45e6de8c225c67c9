namespace Webmail.Mail.Imap;

/// <summary>A piece of work that waits for a connection.</summary>
internal sealed class ImapWaiter(ImapRequest request)
{
    private readonly TaskCompletionSource<ImapConnection> _granted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What it needs.</summary>
    public ImapRequest Request { get; } = request;

    /// <summary>Ends with a connection of its own, or with the reason why there is none.</summary>
    public Task<ImapConnection> Granted => _granted.Task;

    /// <summary>Hands over a connection.</summary>
    public void Grant(ImapConnection connection) => _granted.SetResult(connection);

    /// <summary>Says why there is none.</summary>
    public void Refuse(MailException failure) => _granted.SetException(failure);
}
