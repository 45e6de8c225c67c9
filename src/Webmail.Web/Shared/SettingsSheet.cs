using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Webmail.Mail;

namespace Webmail.Web.Shared;

/// <summary>A page that reads and changes settings in the mailbox: one thing at a time, and what fails is said in words.</summary>
public abstract class SettingsSheet : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _gone = new();

    [Inject] internal IStringLocalizer<Words> Texts { get; set; } = null!;

    /// <summary>Something is under way: nothing else begins.</summary>
    protected bool Busy { get; private set; }

    /// <summary>What went wrong last, in words.</summary>
    protected string? Failure { get; set; }

    /// <summary>What is said when the mailbox takes no more settings.</summary>
    protected abstract string Full { get; }

    /// <summary>Reads what the page shows.</summary>
    protected abstract Task LoadAsync();

    protected override async Task OnInitializedAsync()
    {
        if (RendererInfo.IsInteractive)
            await LoadAsync();
    }

    /// <summary>Does something with the mail server, unless something is under way. Leaving the page ends it.</summary>
    protected async Task RunAsync(Func<CancellationToken, Task> work)
    {
        // Two clicks can arrive before a button is disabled.
        if (Busy)
            return;
        (Busy, Failure) = (true, null);
        try
        {
            await work(_gone.Token);
        }
        catch (MailException e)
        {
            Failure = e.Failure == MailFailure.TooLarge ? Full : FailureText.Of(e, Texts);
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The page was left.
        }
        finally
        {
            Busy = false;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
        GC.SuppressFinalize(this);
    }
}
