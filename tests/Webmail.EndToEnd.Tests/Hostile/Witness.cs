using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Webmail.EndToEnd.Tests.Hostile;

/// <summary>
/// Watches everything a browser context does, in all frames: scripts that run, requests beyond our origin, windows, dialogs,
/// navigations. Vectors call pwned(), alert() and its like, which tell here instead of doing what they do.
/// </summary>
internal sealed class Witness
{
    private const string Told = "__ran";

    private static readonly string Script = $$"""
        for (const name of ["pwned", "alert", "confirm", "prompt", "print"])
          Object.defineProperty(window, name, { configurable: true, writable: true, value: () => window.{{Told}}(name) });
        """;

    private readonly ConcurrentQueue<string> _ran = new();
    private readonly ConcurrentQueue<string> _others = new();
    private readonly string _own;

    private Witness(string own) => _own = own;

    /// <summary>Scripts that ran since the last time: what they called and in which frame.</summary>
    public IReadOnlyList<string> TakeRan() => Take(_ran);

    /// <summary>Everything else that must not be since the last time.</summary>
    public IReadOnlyList<string> TakeOthers() => Take(_others);

    /// <summary>Begins to watch a context in which only <paramref name="own"/>, an origin, may be asked for anything.</summary>
    public static async Task<Witness> OfAsync(IBrowserContext context, string own)
    {
        var witness = new Witness(own);
        await context.ExposeBindingAsync(Told, (BindingSource source, string what) => witness._ran.Enqueue($"{what}() ran in {source.Frame.Url}"));
        await context.AddInitScriptAsync(Script);
        context.Request += (_, request) =>
        {
            if (!witness.IsOwn(request.Url))
                witness._others.Enqueue($"request for {request.Url}");
        };
        context.Page += (_, page) => witness.Watch(page);
        return witness;
    }

    private void Watch(IPage page)
    {
        page.FrameNavigated += (_, frame) =>
        {
            if (!IsOwn(frame.Url))
                _others.Enqueue($"a frame went to {frame.Url}");
        };
        page.Dialog += (_, dialog) =>
        {
            _others.Enqueue($"dialog {dialog.Message}");
            _ = dialog.DismissAsync();
        };
        page.Popup += (_, popup) => _others.Enqueue($"a window for {popup.Url}");
    }

    private bool IsOwn(string url) => url.StartsWith(_own + "/", StringComparison.Ordinal) || url.StartsWith("data:image/", StringComparison.Ordinal)
        || url is "about:blank" or "about:srcdoc" or "chrome-error://chromewebdata/" or ":" or "";

    private static List<string> Take(ConcurrentQueue<string> queue)
    {
        var all = new List<string>();
        while (queue.TryDequeue(out var one))
            all.Add(one);
        return all;
    }
}
