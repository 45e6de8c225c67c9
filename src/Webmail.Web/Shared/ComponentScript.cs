using Microsoft.JSInterop;

namespace Webmail.Web.Shared;

/// <summary>The script module beside a component: told of the component once that is on the page, and let go with it.</summary>
internal sealed class ComponentScript<TComponent> : IAsyncDisposable
    where TComponent : class
{
    private readonly IJSRuntime _browser;
    private readonly string _path;
    private readonly CancellationTokenSource _gone = new();
    private IJSObjectReference? _module;
    private DotNetObjectReference<TComponent>? _component;

    /// <summary>For the module that an import names <paramref name="path"/>, in the page of <paramref name="browser"/>.</summary>
    public ComponentScript(IJSRuntime browser, string path)
    {
        (_browser, _path) = (browser, path);
        Gone = _gone.Token;
    }

    /// <summary>Ends when the component leaves the page; whoever still works for it then may go on asking.</summary>
    public CancellationToken Gone { get; }

    /// <summary>
    /// Calls the module's "serve" with what <paramref name="arguments"/> makes of the reference to the component. A page that is left
    /// meanwhile needs no script any more.
    /// </summary>
    public async Task ServeAsync(TComponent component, Func<DotNetObjectReference<TComponent>, object?[]> arguments)
    {
        if (Gone.IsCancellationRequested)
            return;
        _component = DotNetObjectReference.Create(component);
        await WhileThereAsync(async () =>
        {
            _module = await _browser.InvokeAsync<IJSObjectReference>("import", Gone, _path);
            await _module.InvokeVoidAsync("serve", Gone, arguments(_component));
        });
    }

    /// <summary>Calls a function of the module, when it is there.</summary>
    public Task CallAsync(string function, params object?[] arguments) =>
        WhileThereAsync(() => _module?.InvokeVoidAsync(function, Gone, arguments).AsTask() ?? Task.CompletedTask);

    /// <summary>Asks a function of the module; the default while it is not there, or when its page is left.</summary>
    public async Task<T?> AskAsync<T>(string function, params object?[] arguments)
    {
        var answer = default(T);
        await WhileThereAsync(async () =>
        {
            if (_module is not null)
                answer = await _module.InvokeAsync<T?>(function, Gone, arguments);
        });
        return answer;
    }

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
