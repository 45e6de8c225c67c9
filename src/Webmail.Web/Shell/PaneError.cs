using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.Localization;
using Webmail.Mail;
using Webmail.Web.Shared;

namespace Webmail.Web.Shell;

/// <summary>
/// Keeps a failure inside its pane: the others go on. Says what failed in words; leaving the address or a click tries again.
/// </summary>
public sealed class PaneError : ErrorBoundaryBase
{
    private object? _failedAt;

    [Inject] private IStringLocalizer<Words> L { get; set; } = null!;

    [Inject] private ILogger<PaneError> Logger { get; set; } = null!;

    /// <summary>What is shown here: when it changes, the pane is tried anew.</summary>
    [Parameter] public object? Subject { get; set; }

    protected override void OnParametersSet()
    {
        base.OnParametersSet();
        if (CurrentException is not null && !Equals(_failedAt, Subject))
            Recover();
    }

    protected override Task OnErrorAsync(Exception exception)
    {
        _failedAt = Subject;
        if (exception is not MailException)
            ShellLog.PaneFailed(Logger, exception);
        return Task.CompletedTask;
    }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        if (CurrentException is null)
        {
            builder.AddContent(0, ChildContent);
            return;
        }

        builder.OpenComponent<PaneFailure>(1);
        builder.AddComponentParameter(2, nameof(PaneFailure.Text), CurrentException is MailException failure
            ? FailureText.Of(failure, L)
            : L["This part of the page could not be shown."].Value);
        builder.AddComponentParameter(3, nameof(PaneFailure.TryAgain), EventCallback.Factory.Create(this, Recover));
        builder.CloseComponent();
    }
}
