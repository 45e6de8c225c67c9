using System.Text.Json;
using Microsoft.Playwright;

namespace Webmail.EndToEnd.Tests.Harness;

/// <summary>A finger on the glass: Playwright's own only taps.</summary>
internal sealed class Finger(ICDPSession session)
{
    /// <summary>How long it rests before it leaves the glass, so that it does not fling.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(150);

    private (double X, double Y) _at;

    public static async Task<Finger> OnAsync(IPage page) => new(await page.Context.NewCDPSessionAsync(page));

    /// <summary>The middle of an element.</summary>
    public static async Task<(double X, double Y)> MiddleAsync(ILocator row)
    {
        var box = (await row.BoundingBoxAsync())!;
        return (box.X + box.Width / 2, box.Y + box.Height / 2);
    }

    public Task DownAsync((double X, double Y) at) => SendAsync("touchStart", at);

    public Task UpAsync() => SendAsync("touchEnd", null);

    public async Task DragAsync((double X, double Y) from, double across, double along, CancellationToken token)
    {
        await DownAsync(from);
        for (var step = 1; step <= 10; step++)
            await SendAsync("touchMove", (from.X + across * step / 10, from.Y + along * step / 10));
        await Task.Delay(Rest, token);
        await SendAsync("touchMove", _at);
        await UpAsync();
    }

    private Task<JsonElement?> SendAsync(string type, (double X, double Y)? at)
    {
        _at = at ?? _at;
        Dictionary<string, object>[] points = at is { } point ? [new() { ["x"] = point.X, ["y"] = point.Y }] : [];
        return session.SendAsync("Input.dispatchTouchEvent", new Dictionary<string, object> { ["type"] = type, ["touchPoints"] = points });
    }
}
