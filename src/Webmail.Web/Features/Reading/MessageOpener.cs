using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Webmail.Mail;
using Webmail.Mail.Messages;
using Webmail.Mail.Messages.Packed;
using Webmail.Mail.People;
using Webmail.Web.Features.Reading.RemoteImages;
using Webmail.Web.Session;
using Webmail.Web.Shared;

namespace Webmail.Web.Features.Reading;

/// <summary>Opens messages for the pane: fetched, cleaned, and with a capability for everything the browser will ask for.</summary>
internal sealed class MessageOpener(
    MessageReader reader, PackedFiles packed, BodyRenderer renderer, MessageCapabilities capabilities, RemoteImageTokens remote,
    RemoteImageAdvice advice, CurrentAccount current, CurrentPreferences preferences, NavigationManager navigation, PeopleService people,
    IStringLocalizer<ReadingWords> words)
{
    /// <summary>
    /// Opens a message, or a message inside it. An earlier capability for it is taken on, so that a page that becomes interactive
    /// keeps its addresses. Failures surface as <see cref="MailException"/>.
    /// </summary>
    public async Task<OpenMessage> OpenAsync(
        AccountId account, MessageKey key, string section, string? capability, CancellationToken token)
    {
        var message = await reader.OpenAsync(account, key, section, token);
        var granted = Of(account, key, section);
        if (capability is null || capabilities.Open(capability) != granted)
            capability = capabilities.Issue(granted);
        var (images, cleanLinks) = await advice.OfAsync(account, message, token);
        var look = new BodyLook(images.AreShown, cleanLinks, preferences.Value.DarkensMail, Asked: false);
        var frames = await FramesAsync(granted, message, capability, look, token);
        return new OpenMessage(await WithFilesInTextsAsync(account, message, token), capability, frames, look, images.Sender)
        {
            Doubts = DoubtsOf(account, message),
        };
    }

    /// <summary>Whether images of other hosts can be shown at all.</summary>
    public bool OffersImages => advice.IsEnabled;

    /// <summary>The same message with the images of other hosts shown, or hidden again.</summary>
    public Task<OpenMessage> ShowImagesAsync(AccountId account, OpenMessage open, bool shown, CancellationToken token) =>
        ShowAsync(account, open, open.Look with { RemoteImages = shown }, token);

    /// <summary>The same, and from now on for all messages of its sender.</summary>
    /// <exception cref="MailException">The choice was not kept.</exception>
    public async Task<OpenMessage> AlwaysShowImagesAsync(AccountId account, OpenMessage open, CancellationToken token)
    {
        await advice.AlwaysShowAsync(account, open.ImagesFrom!, token);
        return await ShowImagesAsync(account, open with { ImagesFrom = null }, shown: true, token);
    }

    /// <summary>The same message, on dark paper in the other colours: darkened, or as it was sent.</summary>
    public Task<OpenMessage> RecolourAsync(AccountId account, OpenMessage open, CancellationToken token) =>
        ShowAsync(account, open, open.Look with { Darken = !open.Look.Darken }, token);

    /// <summary>The same message, with its HTML although it is long.</summary>
    public Task<OpenMessage> ShowLongAsync(AccountId account, OpenMessage open, CancellationToken token) =>
        ShowAsync(account, open, open.Look with { Asked = true }, token);

    private async Task<OpenMessage> ShowAsync(AccountId account, OpenMessage open, BodyLook look, CancellationToken token)
    {
        var granted = Of(account, open.Message.Key, open.Message.Section);
        return open with { Frames = await FramesAsync(granted, open.Message, open.Capability, look, token), Look = look };
    }

    /// <summary>What is odd about who a message is from, by what is known now.</summary>
    public IReadOnlyList<SenderDoubt> DoubtsOf(AccountId account, Message message) =>
        SenderDoubts.Of(message, message.Envelope.From is [var author, ..] ? people.Acquaintance(account, author) : null);

    /// <summary>A new capability for a message whose old one is about to expire.</summary>
    public string Renew(AccountId account, MessageKey key, string section) => capabilities.Issue(Of(account, key, section));

    // The texts have just been read, so this is a look at them; who reads a part that could not be read is told by its frame.
    private async Task<Message> WithFilesInTextsAsync(AccountId account, Message message, CancellationToken token)
    {
        try
        {
            return await packed.WithFilesInTextsAsync(account, message, token);
        }
        catch (MailException)
        {
            return message;
        }
    }

    private MessageCapability Of(AccountId account, MessageKey key, string section) => new(current.SessionKey, account, key, section);

    private Task<BodyFrame[]> FramesAsync(
        MessageCapability granted, Message message, string capability, BodyLook look, CancellationToken token) =>
        Task.WhenAll(message.Texts.Select(part => FrameAsync(granted, message, part, capability, look, token)));

    private async Task<BodyFrame> FrameAsync(
        MessageCapability granted, Message message, TextPart part, string capability, BodyLook look, CancellationToken token)
    {
        var theme = preferences.Value.Theme;
        var source = MessageUrls.Body(capability, part.Section, theme, look);
        try
        {
            var images = ImageLocation.Of(new Uri(navigation.BaseUri), capability);
            var body = await renderer.RenderAsync(
                new BodyRequest(granted.Account, message, part, images, BodyThemes.Parse(theme), TranslatedBodyWords.Of(words))
                {
                    RemoteImageUrl = look.RemoteImages ? remote.UrlsFor(granted, images) : null,
                    CleanLinks = look.CleanLinks,
                    Darken = look.Darken,
                    Asked = look.Asked,
                },
                token);
            return new BodyFrame(part.Section, source, RemoteImageCount.Of(body), body.HasOwnColours) { CanDarken = body.CanDarken, TooComplex = body.TooComplex };
        }
        catch (MailException)
        {
            // The header can be shown all the same; the frame meets the failure itself and says it in words.
            return new BodyFrame(part.Section, source, RemoteImageCount.None, HasOwnColours: false);
        }
    }
}
