using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using Webmail.Testing.Servers;

namespace Webmail.EndToEnd.Tests.Hostile;

/// <summary>Serves pages of a test's own, each with the headers it is given: to see what one wall holds without the other.</summary>
internal sealed class VectorServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<string> _notFound = new();
    private readonly Func<string, (string Html, IReadOnlyDictionary<string, string> Headers)?> _pages;

    /// <summary>Begins to serve what <paramref name="pages"/> gives for a path; 404 for <see langword="null"/>.</summary>
    public VectorServer(Func<string, (string Html, IReadOnlyDictionary<string, string> Headers)?> pages)
    {
        _pages = pages;
        Url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{LoopbackPort.Free(1)[0]}");
        _listener.Prefixes.Add(Url + "/");
        _listener.Start();
        _ = ServeAsync();
    }

    public string Url { get; }

    /// <summary>What was asked for and is not there: something in a page that should have asked for nothing.</summary>
    public IReadOnlyCollection<string> NotFound => _notFound;

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
                await AnswerAsync(await _listener.GetContextAsync());
        }
        catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            if (_pages(context.Request.Url!.AbsolutePath) is ({ } html, { } headers))
            {
                context.Response.ContentType = "text/html; charset=utf-8";
                foreach (var (name, value) in headers)
                    context.Response.Headers[name] = value;
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(html));
            }
            else
            {
                _notFound.Enqueue(context.Request.Url.AbsolutePath);
                context.Response.StatusCode = 404;
            }

            context.Response.Close();
        }
        catch (Exception left) when (left is HttpListenerException or IOException)
        {
            // The browser went on to another page.
        }
    }
}
