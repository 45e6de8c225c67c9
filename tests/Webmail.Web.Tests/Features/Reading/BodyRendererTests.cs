using System.Collections.Immutable;
using Webmail.Html;
using Webmail.Mail;
using Webmail.Mail.Messages;
using Webmail.Web.Features.Reading;
using Xunit;

namespace Webmail.Web.Tests.Features.Reading;

public sealed class BodyRendererTests
{
    private static readonly ImageLocation Images = new("mail.example", "/m/cap/img/");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_the_bombs_of_one_reader_are_taken_apart_another_reader_is_served()
    {
        // Expensive, but within the limits.
        var bomb = string.Concat(Enumerable.Repeat("<a href='https://a.example/?x=y'>link</a> ", 9_500));
        using var renderer = new BodyRenderer((_, _, part, _) => ValueTask.FromResult(new DecodedText(part.Section == "1" ? "<p>Dear reader" : bomb, false)));

        var bombs = Enumerable.Range(2, 12).Select(section => renderer.RenderAsync(Request("a@example.test", $"{section}"), Token)).ToList();
        var letter = await renderer.RenderAsync(Request("b@example.test", "1"), Token);

        Assert.Contains("Dear reader", letter.Document, StringComparison.Ordinal);
        Assert.True(bombs.Count(static one => !one.IsCompleted) > 6, "the other reader waited");
        Assert.All(await Task.WhenAll(bombs), static one => Assert.False(one.TooComplex));
    }

    [Fact]
    public async Task Two_are_taken_apart_at_a_time_whoever_asks()
    {
        using var counting = new Counting();
        using var renderer = new BodyRenderer(static (_, _, _, _) => ValueTask.FromResult(new DecodedText("<img src=cid:x>", false)));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(reader => renderer.RenderAsync(Request($"{reader}@example.test", "1", counting), Token)));

        Assert.Equal(2, counting.Most);
    }

    [Fact]
    public async Task What_is_asked_for_twice_is_made_once_but_not_for_who_wants_more_of_it()
    {
        var reads = 0;
        using var renderer = new BodyRenderer((_, _, _, _) => ValueTask.FromResult(new DecodedText($"<p>{Interlocked.Increment(ref reads)}", false)));
        var request = Request("a@example.test", "1");

        var first = await renderer.RenderAsync(request, Token);

        Assert.Same(first, await renderer.RenderAsync(request, Token));
        Assert.NotSame(first, await renderer.RenderAsync(request with { Asked = true }, Token));
        Assert.Equal(2, reads);
    }

    private static BodyRequest Request(string account, string section, IEqualityComparer<string>? names = null)
    {
        var message = new Message
        {
            Key = new MessageKey(MailboxName.Inbox, 1, new Uid(1)),
            Envelope = new Envelope(),
            InlineParts = ImmutableDictionary.Create<string, Attachment>(names).Add("y", new Attachment("2", "y.png", "image/png", 1, "base64", "y", false)),
        };
        return new BodyRequest(AccountId.Of("imap.example.test", 143, account), message, new TextPart(section, true, "utf-8", 1, "8bit", false, false), Images, BodyTheme.Light, new BodyWords());
    }

    /// <summary>Sees how many ask for an image at a time: each stays until a second one is there.</summary>
    private sealed class Counting : IEqualityComparer<string>, IDisposable
    {
        private readonly CountdownEvent _two = new(2);
        private int _inside;
        private int _most;

        public int Most => _most;

        public bool Equals(string? x, string? y) => x == y;

        public int GetHashCode(string obj)
        {
            if (obj != "x")
                return 0;
            var now = Interlocked.Increment(ref _inside);
            for (var most = _most; now > most; most = _most)
                Interlocked.CompareExchange(ref _most, now, most);
            if (!_two.IsSet)
                _two.Signal();
            _two.Wait(Token);
            Interlocked.Decrement(ref _inside);
            return 0;
        }

        public void Dispose() => _two.Dispose();
    }
}
