using Webmail.Mail;
using Webmail.Mail.Mailboxes;

namespace Webmail.Web.Features.Mailboxes;

/// <summary>The mailboxes this page is emptying. Work that was begun goes on to its end or its cancel, also when the page is left.</summary>
internal sealed class EmptyingJobs(MailboxEditor editor)
{
    private readonly Lock _gate = new();
    private readonly List<EmptyingJob> _jobs = [];

    /// <summary>Raised on any thread.</summary>
    public event Action? Changed;

    /// <summary>Those under way, and those that failed and were not dismissed.</summary>
    public IReadOnlyList<EmptyingJob> All
    {
        get
        {
            lock (_gate)
                return [.. _jobs];
        }
    }

    /// <summary>Empties a mailbox. What was done is returned; <see langword="null"/> when it failed, which the card tells, or was cancelled.</summary>
    public async Task<EmptiedMailbox?> RunAsync(AccountId account, MailboxName mailbox, string name)
    {
        var job = new EmptyingJob(name) { Changed = () => Changed?.Invoke() };
        lock (_gate)
            _jobs.Add(job);
        Changed?.Invoke();
        try
        {
            var emptied = await editor.EmptyAsync(account, mailbox, job, job.Token);
            Dismiss(job);
            return emptied;
        }
        catch (OperationCanceledException) when (job.Cancelled)
        {
            Dismiss(job);
        }
        catch (MailException failure)
        {
            job.Failure = failure;
            Changed?.Invoke();
        }

        return null;
    }

    /// <summary>Takes a job off the screen.</summary>
    public void Dismiss(EmptyingJob job)
    {
        lock (_gate)
            _jobs.Remove(job);
        job.Dispose();
        Changed?.Invoke();
    }
}
