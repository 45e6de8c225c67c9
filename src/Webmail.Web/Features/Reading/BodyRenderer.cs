using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Memory;
using Webmail.Html;
using Webmail.Mail;
using Webmail.Mail.Messages;
using Webmail.Mail.Messages.Packed;

namespace Webmail.Web.Features.Reading;

/// <summary>
/// Makes text parts into documents: once for the pane, which wants to know what was hidden, and for the frame, which shows it.
/// Cleaning is the most expensive thing a stranger can make this server do, so few run at once, for one reader only one, and equal ones only once.
/// </summary>
internal sealed class BodyRenderer : IDisposable
{
    private const int AtOnce = 2;
    private const long CacheCharacters = 32 * 1024 * 1024;

    private static readonly TimeSpan Keep = TimeSpan.FromMinutes(10);

    private readonly Func<AccountId, MessageKey, TextPart, CancellationToken, ValueTask<DecodedText>> _read;
    private readonly ConcurrentDictionary<BodyKey, Lazy<Task<RenderedBody>>> _running = new();
    private readonly SemaphoreSlim _slots = new(AtOnce);
    private readonly OneEach<AccountId> _turns = new();
    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = CacheCharacters });

    public BodyRenderer(MessageReader reader)
        : this(reader.ReadTextAsync)
    {
    }

    internal BodyRenderer(Func<AccountId, MessageKey, TextPart, CancellationToken, ValueTask<DecodedText>> read) => _read = read;

    /// <summary>
    /// The document of a part. Whoever leaves early does not stop it for others, or for the next visit. Failures of the mail server
    /// surface as <see cref="MailException"/>.
    /// </summary>
    public Task<RenderedBody> RenderAsync(BodyRequest request, CancellationToken token)
    {
        var key = new BodyKey(request.Account, request.Message.Key, request.Part.Section, request.Images, request.Theme, request.Words,
            request.AsFragment, request.RemoteImageUrl is not null, request.CleanLinks, request.Darken, request.Asked);
        if (_cache.TryGetValue(key, out RenderedBody? known) && known is not null)
            return Task.FromResult(known);
        return _running.GetOrAdd(key, k => new Lazy<Task<RenderedBody>>(() => RunAsync(k, request))).Value.WaitAsync(token);
    }

    public void Dispose()
    {
        _cache.Dispose();
        _slots.Dispose();
    }

    private async Task<RenderedBody> RunAsync(BodyKey key, BodyRequest request)
    {
        try
        {
            var text = await _read(request.Account, request.Message.Key, request.Part, CancellationToken.None);
            await SlotAsync(key.Account);
            try
            {
                var body = await Task.Run(() => Render(text, request));
                _cache.Set(key, body, new MemoryCacheEntryOptions { SlidingExpiration = Keep, Size = body.Document.Length });
                return body;
            }
            finally
            {
                _slots.Release();
                _turns.Leave(key.Account);
            }
        }
        finally
        {
            _running.TryRemove(key, out _);
        }
    }

    private async Task SlotAsync(AccountId account)
    {
        // Else the messages of one reader could take all there is.
        await _turns.EnterAsync(account);
        await _slots.WaitAsync();
    }

    private static RenderedBody Render(DecodedText text, BodyRequest request)
    {
        var options = new RenderOptions
        {
            ContentIdUrl = id => request.Message.InlineParts.TryGetValue(id, out var part) ? request.Images.UrlOf(part.Section) : null,
            RemoteImageUrl = request.RemoteImageUrl,
            WithoutLinkTracking = request.CleanLinks,
            ImageSource = request.Images.SourceExpression,
            Language = request.Message.Language,
            Theme = request.Theme,
            AsFragment = request.AsFragment,
            Darken = request.Darken,
            ComposeUrl = static link => MessageUrls.ComposeFromBody + link,
            Asked = request.Asked,
            Words = request.Words,
        };
        return request.Part.IsHtml
            ? MessageHtml.Render(text.Text, text.Truncated, options)
            : MessageText.Render(UuencodedText.Unpack(text.Text).Text, request.Part.Flowed, request.Part.DelSp, text.Truncated, options);
    }

    private sealed record BodyKey(
        AccountId Account, MessageKey Message, string Section, ImageLocation Images, BodyTheme Theme, BodyWords Words,
        bool AsFragment, bool RemoteImages, bool CleanLinks, bool Darken, bool Asked);
}
