using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Webmail.Mail;
using Webmail.Mail.Messages;
using Webmail.Web.Session;
using Webmail.Web.Shared;

namespace Webmail.Web.Features.Reading;

/// <summary>Opens messages for the pane: fetched, cleaned, and with a capability for everything the browser will ask for.</summary>
internal sealed class MessageOpener(
    MessageReader reader, BodyRenderer renderer, MessageCapabilities capabilities, CurrentAccount current,
    CurrentPreferences preferences, NavigationManager navigation, IStringLocalizer<ReadingWords> words)
{
    /// <summary>
    /// Opens a message, or a message inside it. An earlier capability for it is taken on, so that a page that becomes interactive
    /// keeps its addresses. Failures surface as <see cref="MailException"/>.
    /// </summary>
    public async Task<OpenMessage> OpenAsync(AccountId account, MessageKey key, string section, string? capability, CancellationToken token)
    {
        var message = await reader.OpenAsync(account, key, section, token);
        var granted = Of(account, key, section);
        if (capability is null || capabilities.Open(capability) != granted)
            capability = capabilities.Issue(granted);
        var frames = await Task.WhenAll(message.Texts.Select(part => FrameAsync(account, message, part, capability, token)));
        return new OpenMessage(message, capability, frames);
    }

    /// <summary>A new capability for a message whose old one is about to expire.</summary>
    public string Renew(AccountId account, MessageKey key, string section) => capabilities.Issue(Of(account, key, section));

    private MessageCapability Of(AccountId account, MessageKey key, string section) => new(current.SessionKey, account, key, section);

    private async Task<BodyFrame> FrameAsync(
        AccountId account, Message message, TextPart part, string capability, CancellationToken token)
    {
        var theme = preferences.Value.Theme;
        var source = MessageUrls.Body(capability, part.Section, theme);
        try
        {
            var images = ImageLocation.Of(new Uri(navigation.BaseUri), capability);
            var body = await renderer.RenderAsync(
                new BodyRequest(account, message, part, images, BodyThemes.Parse(theme), TranslatedBodyWords.Of(words)), token);
            return new BodyFrame(part.Section, source, body.BlockedRemoteImages, body.HasOwnColours);
        }
        catch (MailException)
        {
            // The header can be shown all the same; the frame meets the failure itself and says it in words.
            return new BodyFrame(part.Section, source, BlockedImages: 0, HasOwnColours: false);
        }
    }
}
