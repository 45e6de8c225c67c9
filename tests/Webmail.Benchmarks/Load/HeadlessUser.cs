using System.Net;
using System.Text.RegularExpressions;
using Webmail.Testing.Servers;

namespace Webmail.Benchmarks.Load;

/// <summary>Somebody in front of a browser that draws nothing: signs in through the form, has a page with its circuit, reads.</summary>
internal sealed partial class HeadlessUser : IAsyncDisposable
{
    private readonly Uri _server;
    private readonly string _address;
    private readonly WireCount _wire = new();
    private readonly HttpClient _http;
    private readonly HttpMessageInvoker _connections;
    private Circuit? _circuit;
    private string[] _messages = [];

    /// <summary><paramref name="number"/> decides the client address the server sees, as behind a proxy.</summary>
    public HeadlessUser(Uri server, int number)
    {
        _server = server;
        _address = $"198.18.{number / 250}.{1 + (number % 250)}";
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectCallback = _wire.ConnectAsync,
        };
        _connections = new HttpMessageInvoker(handler);
        _http = new HttpClient(handler);
        _http.DefaultRequestHeaders.Add("X-Forwarded-For", _address);
    }

    /// <summary>Everything that moved between the browser and the server, both ways.</summary>
    public long WireBytes => _wire.Bytes;

    /// <summary>What ended the circuit, if anything did.</summary>
    public Exception? Failure => _circuit?.Failure;

    /// <summary>The address of the INBOX.</summary>
    public string Mailbox { get; private set; } = "";

    /// <summary>The message in the reading pane.</summary>
    public string Open { get; private set; } = "";

    /// <summary>Addresses of the messages whose rows are there.</summary>
    public IReadOnlyList<string> Messages => _messages;

    /// <summary>Signs in and opens the INBOX; done when the page is live.</summary>
    public async Task OpenAsync(TestUser user, CancellationToken token)
    {
        var form = PageHtml.HiddenFields(await GetAsync("signin", token));
        using var filled = new FormUrlEncodedContent([.. form, new("Form.Email", user.Address), new("Form.Password", user.Password)]);
        using var answer = await _http.PostAsync(new Uri(_server, "signin"), filled, token);
        if (answer.StatusCode != HttpStatusCode.Redirect)
            throw new InvalidOperationException($"Signing in was answered with {(int)answer.StatusCode}.");
        using var home = await _http.GetAsync(_server, token);
        Mailbox = home.Headers.Location?.OriginalString.TrimStart('/') ?? throw new InvalidOperationException("Signed in, and not led to the INBOX.");
        var html = await GetAsync(Mailbox, token);
        Remember(PageHtml.Links(html));
        // When the mail server was slow the first HTML has no rows yet: they come over the circuit.
        _circuit = await Circuit.StartAsync(
            _server, new Uri(_server, Mailbox), html, _connections, _address, _messages.Length > 0 ? null : IsMessage, token);
        if (_messages.Length == 0)
            Remember(_circuit.Rendered);
    }

    /// <summary>Opens another message; done when its text has been loaded into the frame.</summary>
    public async Task ReadAsync(string message, CancellationToken token)
    {
        Open = message;
        var rendered = await _circuit!.NavigateAsync(new Uri(_server, message), IsFrame, token);
        foreach (var frame in rendered.Where(IsFrame))
            await GetAsync(frame, token);
    }

    /// <summary>Goes to another mailbox; done when its rows are there.</summary>
    public async Task GoToAsync(string mailbox, CancellationToken token)
    {
        Open = "";
        var prefix = mailbox + "/";
        Remember(await _circuit!.NavigateAsync(new Uri(_server, mailbox), text => text.StartsWith(prefix, StringComparison.Ordinal), token));
    }

    /// <summary>Drags the scrollbar to a row far from those shown; done when the rows there have come.</summary>
    public async Task ScrollAsync(int row, CancellationToken token)
    {
        var known = _messages.ToHashSet();
        Remember(await _circuit!.ShowRowsAsync(row, 60, text => IsMessage(text) && !known.Contains(text), token));
    }

    public async ValueTask DisposeAsync()
    {
        if (_circuit is not null)
            await _circuit.DisposeAsync();
        _http.Dispose();
        _connections.Dispose();
    }

    private void Remember(IEnumerable<string> links) => _messages = [.. links.Where(IsMessage).Distinct()];

    private async Task<string> GetAsync(string path, CancellationToken token)
    {
        using var answer = await _http.GetAsync(new Uri(_server, path), token);
        return answer.StatusCode == HttpStatusCode.OK
            ? await answer.Content.ReadAsStringAsync(token)
            : throw new InvalidOperationException($"{path.Split('/')[0]}/… was answered with {(int)answer.StatusCode}.");
    }

    private static bool IsFrame(string text) => text.StartsWith("m/", StringComparison.Ordinal) && text.Contains("/body/", StringComparison.Ordinal);

    private static bool IsMessage(string text) => MessageAddress().IsMatch(text);

    [GeneratedRegex(@"^mail/[^/]+/[^/]+/\d+\.\d+$")]
    private static partial Regex MessageAddress();
}
