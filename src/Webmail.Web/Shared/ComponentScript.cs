using Microsoft.JSInterop;

namespace Webmail.Web.Shared;

/// <summary>The script module beside a component: told of the component once that is on the page, and let go with it.</summary>
/// <param name="browser">The page's.</param>
/// <param name="path">Of the module, as an import names it.</param>
internal sealed class ComponentScript<TComponent>(IJSRuntime browser, string path) : IAsyncDisposable
    where TComponent : class
{
    private readonly CancellationTokenSource _gone = new();
    private IJSObjectReference? _module;
    private DotNetObjectReference<TComponent>? _component;

    /// <summary>Ends when the component leaves the page.</summary>
    public CancellationToken Gone => _gone.Token;

    /// <summary>
    /// Calls the module's "serve" with what <paramref name="arguments"/> makes of the reference to the component. A page that is left
    /// meanwhile needs no script any more.
    /// </summary>
    public async Task ServeAsync(TComponent component, Func<DotNetObjectReference<TComponent>, object?[]> arguments)
    {
        _component = DotNetObjectReference.Create(component);
        await WhileThereAsync(async () =>
        {
            _module = await browser.InvokeAsync<IJSObjectReference>("import", _gone.Token, path);
            await _module.InvokeVoidAsync("serve", _gone.Token, arguments(_component));
        });
    }

    /// <summary>Calls a function of the module, when it is there.</summary>
    public Task CallAsync(string function, params object?[] arguments) =>
        WhileThereAsync(() => _module?.InvokeVoidAsync(function, _gone.Token, arguments).AsTask() ?? Task.CompletedTask);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        _gone.Dispose();
        await WhileThereAsync(() => _module?.DisposeAsync().AsTask() ?? Task.CompletedTask);
        _component?.Dispose();
    }

    private static async Task WhileThereAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (Exception left) when (left is JSDisconnectedException or OperationCanceledException)
        {
            // The browser left first. What a hand did on the page is kept there for the next one.
        }
    }
}
