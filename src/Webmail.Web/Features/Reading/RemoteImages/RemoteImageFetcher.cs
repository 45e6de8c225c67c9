using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using Webmail.Mail;
using Webmail.Web.Shared;

namespace Webmail.Web.Features.Reading.RemoteImages;

/// <summary>
/// Fetches images that mail names, so that their hosts meet this server and never the reader: no cookie, no referrer, no word about
/// whose mail it is. Whom it connects to is <see cref="CheckedConnector"/>'s to say, each redirection anew.
/// </summary>
internal sealed class RemoteImageFetcher : IDisposable
{
    /// <summary>Bytes of the largest image.</summary>
    public const int MostBytes = 5 * 1024 * 1024;

    /// <summary>How long one image may take with all redirections.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const int MostRedirects = 3;
    private const int CacheBytes = 32 * 1024 * 1024;
    private const int HeaderKilobytes = 16;

    private static readonly TimeSpan Keep = TimeSpan.FromHours(1);

    private readonly RemoteImageOptions _options;
    private readonly TimeProvider _time;
    private readonly IReadOnlySet<int> _ports;
    private readonly bool _internalNames;
    private readonly HttpMessageInvoker _http;
    private readonly FetchTurns _turns = new(all: 16, each: 4, waiting: 600);
    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = CacheBytes });

    public RemoteImageFetcher(IOptions<RemoteImageOptions> options, TimeProvider time)
        : this(options.Value, time, Dns.GetHostAddressesAsync)
    {
    }

    internal RemoteImageFetcher(RemoteImageOptions options, TimeProvider time, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
    {
        (_options, _time, _ports) = (options, time, options.PortNumbers);
        var reachable = new ReachableAddresses(options.Networks);
        _internalNames = reachable.HasOwnNetworks;
        _http = new HttpMessageInvoker(HandlerFor(new CheckedConnector(resolve, reachable)));
    }

    /// <summary>The image at an address, for an account. What an account fetched a while ago comes from memory.</summary>
    /// <exception cref="RemoteImageException">There is none, or none that may be shown.</exception>
    public async Task<RemoteImage> FetchAsync(AccountId account, string url, CancellationToken token)
    {
        if (!_options.Enabled)
            throw new RemoteImageException(RemoteImageFailure.Address);
        // Each account has its own: how fast an image comes tells nobody what others read.
        var key = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes($"{account.Value}\n{url}")));
        if (_cache.TryGetValue(key, out RemoteImage? known) && known is not null)
            return known;
        var image = await _turns.RunAsync(account, () => FetchInTimeAsync(url, token), token);
        return _cache.Set(key, image, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Keep, Size = image.Bytes.Length });
    }

    public void Dispose()
    {
        _http.Dispose();
        _turns.Dispose();
        _cache.Dispose();
    }

    private static SocketsHttpHandler HandlerFor(CheckedConnector connector)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            MaxConnectionsPerServer = 8,
            MaxResponseHeadersLength = HeaderKilobytes,
            MaxResponseDrainSize = 0,
            ConnectCallback = connector.ConnectAsync,
        };
        // Certificates name addresses too, of issuers and lists: those are not asked.
        handler.SslOptions.CertificateChainPolicy = new()
        {
            DisableCertificateDownloads = true,
            RevocationMode = System.Security.Cryptography.X509Certificates.X509RevocationMode.NoCheck,
        };
        return handler;
    }

    private async Task<RemoteImage> FetchInTimeAsync(string url, CancellationToken token)
    {
        using var limit = new CancellationTokenSource(Patience, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(token, limit.Token);
        try
        {
            return await FollowAsync(url, both.Token);
        }
        catch (OperationCanceledException e) when (!token.IsCancellationRequested)
        {
            throw new RemoteImageException(RemoteImageFailure.TooSlow, e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or System.Net.Sockets.SocketException)
        {
            throw e.InnerException as RemoteImageException ?? new RemoteImageException(RemoteImageFailure.Unreachable, e);
        }
    }

    private async Task<RemoteImage> FollowAsync(string url, CancellationToken token)
    {
        var at = Check(url, null);
        for (var hop = 0; ; hop++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, at) { Version = HttpVersion.Version11 };
            request.Headers.Add("User-Agent", "Mozilla/5.0 (compatible; ImageProxy)");
            request.Headers.Add("Accept", "image/webp,image/png,image/jpeg,image/gif,image/*;q=0.8");
            using var response = await _http.SendAsync(request, token);
            if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
            {
                return await ReadAsync(response, token);
            }

            if (hop == MostRedirects)
                throw new RemoteImageException(RemoteImageFailure.TooManyRedirects);
            var next = response.Headers.TryGetValues("Location", out var locations) ? string.Join("", locations) : "";
            at = next.Length > 0 ? Check(next, at) : throw new RemoteImageException(RemoteImageFailure.Refused);
        }
    }

    private Uri Check(string url, Uri? onPage) =>
        RemoteImageUrl.Check(url, onPage, _ports, _internalNames) ?? throw new RemoteImageException(RemoteImageFailure.Address);

    private static async Task<RemoteImage> ReadAsync(HttpResponseMessage response, CancellationToken token)
    {
        var headers = response.Content.Headers;
        if (response.StatusCode != HttpStatusCode.OK || headers.ContentEncoding.Count > 0)
            throw new RemoteImageException(RemoteImageFailure.Refused);
        if (!PreviewType.MayBeImage(headers.ContentType?.MediaType?.ToLowerInvariant() ?? ""))
            throw new RemoteImageException(RemoteImageFailure.NotAnImage);
        if (headers.ContentLength > MostBytes)
            throw new RemoteImageException(RemoteImageFailure.TooLarge);

        await using var body = await response.Content.ReadAsStreamAsync(token);
        var buffer = new byte[16 * 1024];
        using var bytes = new MemoryStream();
        string? type = null;
        int read;
        while ((read = await body.ReadAsync(buffer, token)) > 0)
        {
            if (bytes.Length + read > MostBytes)
                throw new RemoteImageException(RemoteImageFailure.TooLarge);
            bytes.Write(buffer, 0, read);
            // What it is shows early: nothing else is read to its end.
            if (type is null && bytes.Length >= PreviewType.HeadLength)
                type = TypeOf(bytes);
        }

        return new RemoteImage(bytes.ToArray(), type ?? TypeOf(bytes));
    }

    private static string TypeOf(MemoryStream bytes) =>
        PreviewType.ImageOf(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)) ?? throw new RemoteImageException(RemoteImageFailure.NotAnImage);
}
