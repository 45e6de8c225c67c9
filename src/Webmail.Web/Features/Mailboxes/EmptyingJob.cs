using Webmail.Mail;
using Webmail.Mail.Mailboxes;

namespace Webmail.Web.Features.Mailboxes;

/// <summary>A mailbox that is being emptied, as its card shows it.</summary>
/// <param name="name">What the mailbox is called.</param>
internal sealed class EmptyingJob(string name) : IProgress<EmptyingProgress>, IDisposable
{
    private readonly CancellationTokenSource _cancel = new();

    public string Name { get; } = name;

    public EmptyingProgress Progress { get; private set; } = new(0, 0);

    public int Percent => Progress.Total == 0 ? 0 : (int)(100L * Progress.Done / Progress.Total);

    public MailException? Failure { get; set; }

    public bool Cancelled => _cancel.IsCancellationRequested;

    public CancellationToken Token => _cancel.Token;

    /// <summary>Called when there is something new to show, on any thread.</summary>
    public Action? Changed { get; set; }

    public void Report(EmptyingProgress value)
    {
        Progress = value;
        Changed?.Invoke();
    }

    public void Cancel() => _cancel.Cancel();

    public void Dispose() => _cancel.Dispose();
}
