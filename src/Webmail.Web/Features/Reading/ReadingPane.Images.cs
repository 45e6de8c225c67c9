namespace Webmail.Web.Features.Reading;

/// <summary>Images of other hosts in the open message: shown when the reader says so.</summary>
public sealed partial class ReadingPane
{
    private Task ShowImagesAsync(bool shown) =>
        TakeOnAsync((open, token) => Opener.ShowImagesAsync(Account, open, shown, token));

    private Task AlwaysShowImagesAsync() =>
        TakeOnAsync((open, token) => Opener.AlwaysShowImagesAsync(Account, open, token));

    private async Task TakeOnAsync(Func<OpenMessage, CancellationToken, Task<OpenMessage>> change)
    {
        if (_open is not { } open)
            return;
        var token = _load.Token;
        try
        {
            var changed = await change(open, token);
            // Meanwhile it may have been left, or have got new addresses.
            if (!token.IsCancellationRequested && _open is { } now)
                _open = changed with { Capability = now.Capability };
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // Another message was opened meanwhile.
        }
    }
}
