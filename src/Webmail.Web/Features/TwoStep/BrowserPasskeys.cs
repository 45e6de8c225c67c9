using Microsoft.JSInterop;

namespace Webmail.Web.Features.TwoStep;

/// <summary>The passkeys of the browser that shows a page (wwwroot/js/passkeys.js).</summary>
internal sealed class BrowserPasskeys(IJSRuntime browser) : IAsyncDisposable
{
    private IJSObjectReference? _module;

    /// <summary>Whether it has any.</summary>
    public async Task<bool> AreAbleAsync(CancellationToken token) => await (await ModuleAsync(token)).InvokeAsync<bool>("able", token);

    /// <summary>Makes one, as the options (JSON) want it. The user has as long as the browser gives.</summary>
    public async Task<PasskeyOutcome> CreateAsync(string options, CancellationToken token) =>
        await (await ModuleAsync(token)).InvokeAsync<PasskeyOutcome>("create", token, options);

    /// <summary>Asks for one, with a question (JSON).</summary>
    public async Task<PasskeyOutcome> AskAsync(string question, CancellationToken token) =>
        await (await ModuleAsync(token)).InvokeAsync<PasskeyOutcome>("ask", token, question);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_module is not null)
                await _module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser left first, and took the module along.
        }
    }

    private async Task<IJSObjectReference> ModuleAsync(CancellationToken token) =>
        _module ??= await browser.InvokeAsync<IJSObjectReference>("import", token, "./js/passkeys.js");
}

/// <summary>What came of asking a browser: an answer (JSON), or why there is none.</summary>
/// <param name="Answer">What goes to the server's own check.</param>
/// <param name="Failure">"cancelled", "known" (the device has one for this account already) or "failed".</param>
internal sealed record PasskeyOutcome(string? Answer, string? Failure);
